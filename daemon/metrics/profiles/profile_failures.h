#pragma once
// Which deployments failed in the profiles other than dora-1: always by incidents.

#include "daemon/metrics/profiles/reading.h"

namespace shiptally::metrics {

Verdicts judge_as(const Analysis& analysis, const Profile& profile);

/// By step, then by commit and incident.
std::vector<NamedRow> named_rows(const Analysis& analysis);

}  // namespace shiptally::metrics
