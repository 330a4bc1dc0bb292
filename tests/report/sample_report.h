#pragma once
// A report of October 2026 with something in every section, made by hand.

#include "daemon/report/model/model.h"

namespace shiptally::report {

CostReport sample_report();

/// The same figures with amounts by the seed: as many digits as amounts can have, signs of both kinds.
CostReport random_report(unsigned seed);

Money usd(std::string_view decimal);
Instant at(std::string_view rfc3339);

}  // namespace shiptally::report
