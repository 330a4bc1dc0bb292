#pragma once
// A scenario in its language again, so that a random history can be read and kept.

#include <string>

#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {

std::string story_text(const Scenario& scenario);

}  // namespace shiptally::metrics::testing
