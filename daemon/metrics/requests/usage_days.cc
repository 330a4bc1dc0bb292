#include "daemon/metrics/requests/usage_days.h"

namespace shiptally::metrics {

std::vector<UsageDay> usage_days(std::span<const UsageGroup> groups) {
  std::vector<UsageDay> out;
  out.reserve(groups.size());
  for (const UsageGroup& group : groups)
    out.push_back({group.bucket.from, group.values[0], group.values[1], group.values[2], group.values[3],
                   group.sum, group.idle});
  return out;
}

}  // namespace shiptally::metrics
