#include "schema/answer_bounds.h"

#include "schema/base/interruption.h"
#include "schema/table.h"

namespace shiptally {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw AnswerEnded({Code::too_large, "more than " + what +
                                          " in the answer; ask for a larger bucket, a shorter window (from, "
                                          "to), fewer groups (group_by) or a smaller limit"});
}

std::string mebibytes(std::size_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

/// What a value holds beside itself.
struct Beyond {
  std::size_t operator()(const std::string& text) const { return text.capacity(); }
  std::size_t operator()(const std::vector<std::string>& list) const {
    std::size_t bytes = 0;
    for (const std::string& text : list) bytes += sizeof text + text.capacity();
    return bytes;
  }
  template <class Plain>
  std::size_t operator()(const Plain&) const {
    return 0;
  }
};

}  // namespace

void AnswerBound::expect_rows(std::size_t more) const {
  if (more > kAnswerRowsMax - rows_) refuse(std::to_string(kAnswerRowsMax) + " rows");
}

void AnswerBound::add_bytes(std::size_t bytes) {
  bytes_ += bytes;
  if (bytes_ > kAnswerCellBytesMax) refuse(mebibytes(kAnswerCellBytesMax));
}

void bound_text(const std::string& answer, std::size_t bytes_max) {
  if (answer.size() > bytes_max) refuse(mebibytes(bytes_max));
}

std::size_t Rows::bytes_of(const Row& row) {
  std::size_t bytes = sizeof row + row.capacity() * sizeof(Value);
  for (const Value& value : row) bytes += std::visit(Beyond(), value);
  return bytes;
}

}  // namespace shiptally
