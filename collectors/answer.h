#pragma once
// Reads our own answer to a write, for the command line, which talks to a daemon as any client does.

#include <string>
#include <string_view>

#include "schema/result.h"

namespace shiptally::collectors {

struct WriteAnswer {
  std::size_t accepted = 0;
  std::size_t duplicate = 0;
  std::size_t rejected = 0;
  std::size_t first_rejected_row = 0;  ///< counted from 0; of no meaning when none was rejected
  std::string first_reason;            ///< "latency_ms: required"
};

Result<WriteAnswer> read_write_answer(std::string_view json);

}  // namespace shiptally::collectors
