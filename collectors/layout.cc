#include "collectors/layout.h"

#include <algorithm>

#include "schema/nearest.h"

namespace shiptally::collectors {

int Layout::search(std::uint8_t& next, std::string_view key) const {
  const auto found = std::find(names_.begin(), names_.end(), key);
  if (found == names_.end()) return kUnknown;
  next = static_cast<std::uint8_t>(found - names_.begin());
  return next;
}

std::string unknown_field(std::string_view key, std::span<const std::string_view> names) {
  std::string message = "unknown field";
  if (key.size() > kKeyShownMax) return message;
  const std::string_view near = nearest(key, names);
  if (!near.empty()) message += "; did you mean " + std::string(near) + "?";
  return message;
}

}  // namespace shiptally::collectors
