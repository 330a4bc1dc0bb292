#include "daemon/metrics/lead_time.h"

#include <algorithm>

#include "daemon/metrics/quantile.h"

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

}  // namespace

LeadTime lead_time(const Analysis& analysis, const Slice& slice) {
  LeadTime out;
  std::vector<Millis> spans;
  const NewCommits& brought = analysis.brought;
  std::size_t known = 0;
  for (const StepIndex step : slice.deployments)
    for (std::size_t i = brought.begin[step]; i < brought.begin[step + 1]; ++i)
      known += brought.lead_ms[i] >= 0;
  out.commits.reserve(known);
  spans.reserve(known);
  for (const StepIndex step : slice.deployments)
    for (std::size_t i = brought.begin[step]; i < brought.begin[step + 1]; ++i) {
      if (brought.lead_ms[i] >= 0) {
        out.commits.push_back(brought.commits[i]);
        spans.emplace_back(brought.lead_ms[i]);
      } else {
        const NoLead why{brought.lead_ms[i]};
        (is_excluded(why) ? out.excluded : out.left_out).push_back({brought.commits[i], reason(why)});
      }
    }
  std::sort(spans.begin(), spans.end());
  out.p50_seconds = quantile_seconds(spans, 0.5);
  out.p75_seconds = quantile_seconds(spans, 0.75);
  out.p90_seconds = quantile_seconds(spans, 0.9);
  return out;
}

}  // namespace shiptally::metrics
