#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace shiptally::cli {

/// How far a long command has come.
struct Advance {
  std::uint64_t done_bytes = 0;              ///< of the files, skipped ones included
  std::uint64_t skipped_bytes = 0;           ///< done by an earlier run
  std::optional<std::uint64_t> total_bytes;  ///< none: not known
  std::uint64_t rows = 0;                    ///< of this run
  std::chrono::duration<double> elapsed{};
};

/// "43 %  2150000 rows  612345 rows/s  0:05 left", as far as it is known.
std::string progress_line(const Advance& advance);

/// Rows a second, rounded; 0 before there is any time.
std::uint64_t rows_per_second(std::uint64_t rows, std::chrono::duration<double> elapsed);

/// Draws the line on a terminal over and over, at most some times a second; elsewhere draws nothing.
class ProgressBar {
 public:
  using Clock = std::chrono::steady_clock;
  /// On standard error.
  ProgressBar();
  ~ProgressBar() { clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(Advance advance);  ///< `elapsed` is filled in here
  void clear();
  std::chrono::duration<double> elapsed() const { return Clock::now() - start_; }

 private:
  const bool terminal_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_ = start_;
  bool drawn_ = false;
};

}  // namespace shiptally::cli
