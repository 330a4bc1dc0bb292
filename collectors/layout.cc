#include "collectors/layout.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace shiptally::collectors {
namespace {

/// Levenshtein distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

/// How far a key is from a name; one that begins or ends like the name counts as near ("latency").
std::size_t unlikeness(std::string_view key, std::string_view name) {
  const bool part = key.size() >= 3 && (name.starts_with(key) || name.ends_with(key));
  return part ? 1 : distance(key, name);
}

}  // namespace

int Layout::find(std::size_t position, std::string_view key) {
  if (position < kFieldsMax && names_[seen_at_[position]] == key) return seen_at_[position];
  const auto found = std::find(names_.begin(), names_.end(), key);
  if (found == names_.end()) return kUnknown;
  const auto field = static_cast<std::uint8_t>(found - names_.begin());
  if (position < kFieldsMax) seen_at_[position] = field;
  return field;
}

std::string unknown_field(std::string_view key, std::span<const std::string_view> names) {
  std::string message = "unknown field";
  if (key.size() > kKeyShownMax) return message;
  std::string_view nearest;
  std::size_t least = 4;
  for (const std::string_view name : names) {
    const std::size_t d = unlikeness(key, name);
    if (d < std::min(least, std::max<std::size_t>(2, name.size() / 2))) least = d, nearest = name;
  }
  if (!nearest.empty()) message += "; did you mean " + std::string(nearest) + "?";
  return message;
}

}  // namespace shiptally::collectors
