#include "daemon/metrics/delivery/lead_time.h"

#include <algorithm>

#include "daemon/metrics/delivery/average.h"
#include "daemon/metrics/stats/median_interval.h"
#include "daemon/metrics/stats/quantile.h"

namespace shiptally::metrics {
namespace {

constexpr std::string_view kNoBaseline = "no baseline: nothing of its repository was deployed there before";
constexpr std::string_view kUnknown = "unknown commit: no fact tells when it was authored";
constexpr std::string_view kNegative = "negative span: authored after its deployment finished";
constexpr std::string_view kMerge = "merge commit: no change of its own";
constexpr std::string_view kOtherPaths = "touches none of the service's paths";

std::string_view reason(NoLead why) {
  switch (why) {
    case NoLead::merge:
    case NoLead::merge_no_baseline:
      return kMerge;
    case NoLead::no_baseline:
      return kNoBaseline;
    case NoLead::unknown:
      return kUnknown;
    case NoLead::negative:
      return kNegative;
    case NoLead::other_paths:
    case NoLead::other_paths_no_baseline:
      return kOtherPaths;
  }
  return {};
}

/// Whether it is a pity that the commit has no lead time; a merge has none as a rule.
bool is_excluded(NoLead why) {
  return why == NoLead::no_baseline || why == NoLead::unknown || why == NoLead::negative;
}

/// dora-1: what the deployments of the slice brought.
LeadTime of_new_commits(const Analysis& analysis, const Slice& slice) {
  LeadTime out;
  const NewCommits& brought = analysis.brought;
  std::size_t known = 0;
  for (const StepIndex step : slice.deployments)
    for (std::size_t i = brought.begin[step]; i < brought.begin[step + 1]; ++i)
      known += brought.lead_ms[i] >= 0;
  out.observations.reserve(known);
  out.spans.reserve(known);
  for (const StepIndex step : slice.deployments)
    for (std::size_t i = brought.begin[step]; i < brought.begin[step + 1]; ++i) {
      if (brought.lead_ms[i] >= 0) {
        out.observations.push_back(brought.commits[i]);
        out.spans.emplace_back(brought.lead_ms[i]);
      } else {
        const NoLead why{brought.lead_ms[i]};
        (is_excluded(why) ? out.excluded : out.left_out).push_back({brought.commits[i], reason(why)});
      }
    }
  std::vector<Millis> spans = out.spans;
  std::sort(spans.begin(), spans.end());
  out.p50_seconds = quantile_seconds(spans, 0.5);
  out.p50_interval = median_interval_95(spans);
  out.p75_seconds = quantile_seconds(spans, 0.75);
  out.p90_seconds = quantile_seconds(spans, 0.9);
  return out;
}

}  // namespace

LeadTime lead_time(const Reading& reading, const Slice& slice, const Days& days) {
  if (reading.profile.lead_of == LeadOf::new_commits) return of_new_commits(reading.analysis, slice);
  LeadTime out;
  out.subject = reading.lead_subject();
  std::vector<TimedSpan> spans;
  for (const std::uint32_t i : slice.leads) {
    const Lead& lead = reading.leads[i];
    if (lead.lead_ms < 0) {
      out.excluded.push_back({lead.item, reason(NoLead{lead.lead_ms})});
      continue;
    }
    out.observations.push_back(lead.item);
    out.spans.emplace_back(lead.lead_ms);
    spans.push_back({lead.at, Millis(lead.lead_ms)});
  }
  out.p50_seconds = average_seconds(reading.profile.lead_average, spans, days);
  return out;
}

}  // namespace shiptally::metrics
