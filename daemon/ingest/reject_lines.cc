#include "daemon/ingest/reject_lines.h"

#include <algorithm>

namespace shiptally::ingest {

std::vector<Rejection> reject_lines(std::string_view text, const std::string& reason) {
  std::vector<Rejection> out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) out.push_back({out.size(), reason});
  }
  return out;
}

}  // namespace shiptally::ingest
