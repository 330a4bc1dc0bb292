#include "daemon/metrics/money/cost_centre.h"

#include <algorithm>

#include "schema/base/glob.h"

namespace shiptally::metrics {
namespace {

bool names(const std::vector<std::string>& globs, std::string_view name) {
  return !name.empty() && std::any_of(globs.begin(), globs.end(),
                                      [&](const std::string& glob) { return glob_matches(glob, name); });
}

}  // namespace

const CostCentre* cost_centre_of(std::span<const CostCentre> centres, std::string_view team,
                                 std::string_view service) {
  for (const CostCentre& centre : centres)
    if (names(centre.services, service)) return &centre;
  for (const CostCentre& centre : centres)
    if (names(centre.teams, team)) return &centre;
  return nullptr;
}

}  // namespace shiptally::metrics
