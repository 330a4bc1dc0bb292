#pragma once
// The paths of a commit in few bytes: each as how many of its first characters the path before it had, too,
// and the rest.  Paths stand behind each other, each with a NUL behind it.

#include <string>
#include <string_view>

#include "schema/base/varint.h"

namespace shiptally::store {

void put_paths(std::string& out, std::string_view paths);
/// False when the bytes are not what put_paths() wrote.
bool take_paths(ByteReader& in, std::string& paths);

}  // namespace shiptally::store
