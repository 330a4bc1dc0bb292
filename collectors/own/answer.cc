#include "collectors/own/answer.h"

#include <simdjson.h>

namespace shiptally::collectors {

Result<WriteAnswer> read_write_answer(std::string_view json) {
  try {
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.parse(json.data(), json.size());
    WriteAnswer answer;
    answer.receipt.accepted = static_cast<std::size_t>(root["accepted"].get_uint64());
    answer.receipt.duplicate = static_cast<std::size_t>(root["duplicate"].get_uint64());
    std::uint64_t ignored = 0;
    if (root["ignored"].get(ignored) == simdjson::SUCCESS) answer.ignored = static_cast<std::size_t>(ignored);
    for (const simdjson::dom::element row : root["rejected"].get_array())
      answer.rejected.push_back({static_cast<std::size_t>(row["index"].get_uint64()),
                                 std::string(std::string_view(row["error"].get_string()))});
    return answer;
  } catch (const simdjson::simdjson_error& error) {
    return Error{Code::unreadable, std::string("not an answer to a write: ") + error.what()};
  }
}

}  // namespace shiptally::collectors
