#include "daemon/metrics/delivery/change_fail_rate.h"

#include <algorithm>

namespace shiptally::metrics {
namespace {

void add_deployments(const Reading& reading, const Slice& slice, ChangeFailRate& out) {
  const Verdicts& verdicts = reading.verdicts();
  out.deployments.reserve(slice.deployments.size());
  for (const StepIndex step : slice.deployments) {
    if (reading.profile.failure_base == FailureBase::no_rollbacks && verdicts.rollback[step]) {
      out.excluded.push_back({step, "rollback: it repairs, and brings no change"});
      continue;
    }
    out.deployments.push_back(step);
  }
}

void add_failures(const Reading& reading, const Slice& slice, ChangeFailRate& out) {
  switch (reading.profile.failure_of) {
    case FailureOf::incidents:
      out.subject = Subject::incident;
      out.failed = slice.incidents;
      return;
    case FailureOf::named_commits:
      out.subject = Subject::commit;
      for (const std::uint32_t i : slice.named) {
        out.failed.push_back(reading.named[i].commit);
        out.incidents.push_back(reading.named[i].incident);
      }
      return;
    default:
      for (const StepIndex step : out.deployments)
        if (reading.verdicts().failure_of(step) != nullptr) out.failed.push_back(step);
  }
}

}  // namespace

ChangeFailRate change_fail_rate(const Reading& reading, const Slice& slice) {
  ChangeFailRate out;
  add_deployments(reading, slice, out);
  add_failures(reading, slice, out);
  out.base = out.deployments.size();
  if (reading.profile.failure_base == FailureBase::at_least_one && !out.failed.empty())
    out.base = std::max<std::size_t>(out.base, 1);
  if (out.base == 0) return out;
  out.rate = static_cast<double>(out.failed.size()) / static_cast<double>(out.base);
  if (out.subject == Subject::deployment) out.interval = wilson_95(out.failed.size(), out.base);
  return out;
}

}  // namespace shiptally::metrics
