#pragma once
// The same story told otherwise: in another order, twice, or at another time of the year.

#include <vector>

#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {

/// The facts in another order.
Scenario disordered(Scenario scenario, unsigned seed);
/// Each of the facts twice.
Scenario doubled(Scenario scenario);
/// Everything later by that much: facts, arrivals, window and as_of.
Scenario shifted(Scenario scenario, Millis by);
/// The instants of which the facts speak, ascending, each once.
std::vector<Instant> instants(const Scenario& scenario);

}  // namespace shiptally::metrics::testing
