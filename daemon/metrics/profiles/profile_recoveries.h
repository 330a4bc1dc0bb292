#pragma once
// Observations of recovery in the profiles other than dora-1 (profile.h says what each counts).

#include "daemon/metrics/profiles/reading.h"

namespace shiptally::metrics {

/// Needs the reading's leads and verdicts.
std::vector<Restored> find_restored(const Reading& reading);

}  // namespace shiptally::metrics
