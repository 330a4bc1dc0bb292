#include "collectors/decode/layout.h"

#include "schema/base/nearest.h"

namespace shiptally::collectors {

std::string unknown_field(std::string_view key, std::span<const std::string_view> names) {
  std::string message = "unknown field";
  if (key.size() > kKeyShownMax) return message;
  const std::string_view near = nearest(key, names);
  if (!near.empty()) message += "; did you mean " + std::string(near) + "?";
  return message;
}

}  // namespace shiptally::collectors
