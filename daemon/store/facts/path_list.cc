#include "daemon/store/facts/path_list.h"

#include <algorithm>

namespace shiptally::store {

void put_paths(std::string& out, std::string_view paths) {
  std::string_view before;
  put_varint(out, static_cast<std::uint64_t>(std::count(paths.begin(), paths.end(), '\0')));
  while (!paths.empty()) {
    const std::string_view path = paths.substr(0, paths.find('\0'));
    const auto same = static_cast<std::size_t>(
        std::mismatch(path.begin(), path.end(), before.begin(), before.end()).first - path.begin());
    put_varint(out, same);
    put_text(out, path.substr(same));
    before = path;
    paths.remove_prefix(path.size() + 1);
  }
}

bool take_paths(ByteReader& in, std::string& paths) {
  paths.clear();
  std::size_t before = 0;  // where the path before begins
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    const std::uint64_t same = in.varint();
    const std::size_t begin = paths.size();
    if (same > begin - before) return false;
    paths.append(paths, before, same).append(in.text()).push_back('\0');
    before = begin;
  }
  return true;
}

}  // namespace shiptally::store
