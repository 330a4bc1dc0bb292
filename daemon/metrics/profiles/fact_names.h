#pragma once
// The names by which explanations call facts.

#include "daemon/metrics/profiles/reading.h"

namespace shiptally::metrics {

/// "source/id" of deployments, changes and incidents, "repo@sha" of commits.
std::string fact_name(const Analysis& analysis, Subject subject, std::uint32_t index);

}  // namespace shiptally::metrics
