#pragma once

#include <string>
#include <string_view>

#include "schema/base/json.h"

namespace shiptally::collectors {

/// Whether a cell of a bill says anything.
inline bool given(std::string_view cell) { return !cell.empty() && cell != "NULL"; }

/// One more member of a charge.
inline void add_member(std::string& members, std::string_view field, std::string_view text) {
  if (!members.empty()) members += ',';
  append_json_string(members, field);
  members += ':';
  append_json_string(members, text);
}

}  // namespace shiptally::collectors
