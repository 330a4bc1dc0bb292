#pragma once
// Reads our own answer to a write, for the command line, which talks to a daemon as any client does.

#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/batch.h"

namespace shiptally::collectors {

struct WriteAnswer {
  Receipt receipt;
  std::vector<Rejection> rejected;
  std::size_t ignored = 0;
};

Result<WriteAnswer> read_write_answer(std::string_view json);

}  // namespace shiptally::collectors
