#pragma once
// How large one answer may become, whatever the question: the only place that says so.

#include <cstddef>
#include <string>

namespace shiptally {

inline constexpr std::size_t kAnswerRowsMax = 100'000;
inline constexpr std::size_t kAnswerCellBytesMax = 96U << 20;  ///< of all rows, before they are written out
inline constexpr std::size_t kAnswerTextBytesMax = 64U << 20;  ///< of the answer, once written out
inline constexpr std::size_t kReportBytesMax = 128U << 20;     ///< of a report's file

/// Counts the rows of an answer.  Past a bound every call throws AnswerEnded (Code::too_large), which says
/// what to ask for instead.
class AnswerBound {
 public:
  void add_row() { expect_rows(1), ++rows_; }
  void add_bytes(std::size_t bytes);
  void expect_rows(std::size_t more) const;

 private:
  std::size_t rows_ = 0, bytes_ = 0;
};

/// Throws AnswerEnded (Code::too_large) when an answer that is being written has grown past `bytes_max`.
void bound_text(const std::string& answer, std::size_t bytes_max = kAnswerTextBytesMax);

}  // namespace shiptally
