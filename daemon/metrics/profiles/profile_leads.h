#pragma once
// Observations of lead time in the profiles other than dora-1 (profile.h says what each counts).

#include "daemon/metrics/profiles/reading.h"

namespace shiptally::metrics {

/// By step; of one step in the order of (source, id) or of the names of commits.
std::vector<Lead> find_leads(const Analysis& analysis, const Profile& profile);

}  // namespace shiptally::metrics
