#include "schema/base/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace shiptally {
namespace {

constexpr std::size_t kNameMax = 64;  // longer ones are no typing error; keeps the work small
constexpr std::size_t kShort = 4;     // two edits make any name of three letters any other
constexpr std::size_t kPartMin = 3;   // shorter ones begin or end too many names

/// Edits, but a name that was cut short, or lost its beginning, counts as one.
std::size_t unlikeness(std::string_view name, std::string_view known) {
  const bool part = name.size() >= kPartMin && (known.starts_with(name) || known.ends_with(name));
  return part ? 1 : edit_distance(name, known);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // One row of the matrix: row[j] = distance of the first i characters of a to the first j of b.
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> known) {
  if (name.size() > kNameMax) return {};
  std::string_view best;
  std::size_t least = (name.size() < kShort ? 1 : std::max<std::size_t>(2, name.size() / 3)) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t unlike = unlikeness(name, candidate);
    // A name of two letters is two edits from every other one.
    if (unlike >= least || unlike >= candidate.size()) continue;
    least = unlike;
    best = candidate;
  }
  return best;
}

}  // namespace shiptally
