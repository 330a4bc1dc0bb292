#include "daemon/metrics/delivery/mttr.h"

#include <algorithm>
#include <numeric>

#include "daemon/metrics/stats/median_interval.h"
#include "daemon/metrics/stats/quantile.h"

namespace shiptally::metrics {

Mttr mttr(const Analysis& analysis, const Slice& slice) {
  Mttr out;
  for (const IncidentIndex i : slice.incidents) {
    const CompactIncident& incident = *analysis.incidents[i];
    const std::optional<Instant> resolved = incident.resolved();
    if (!resolved) {
      out.open.push_back(i);
    } else if (*resolved < incident.opened()) {
      out.excluded.push_back({i, "negative span: resolved before it was opened"});
    } else {
      out.resolved.push_back(i);
      out.spans.push_back(*resolved - incident.opened());
    }
  }
  if (out.spans.empty()) return out;
  std::vector<Millis> spans = out.spans;
  std::sort(spans.begin(), spans.end());
  out.mean_seconds =
      seconds(std::accumulate(spans.begin(), spans.end(), Millis(0))) / static_cast<double>(spans.size());
  out.median_seconds = quantile_seconds(spans, 0.5);
  out.median_interval = median_interval_95(spans);
  return out;
}

}  // namespace shiptally::metrics
