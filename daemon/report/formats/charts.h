#pragma once
// Charts as inline SVG: each with a title and a description for those who do not see it, readable on paper.
// No amount is written in words here that is not rounded from the exact one.  Pure, independent of the
// locale.

#include <string>

#include "daemon/report/model/model.h"

namespace shiptally::report {

/// Computed cost of each day of the month, stacked by model; the largest five, the rest as "other".
std::string daily_chart(const CostReport& report);
/// Computed beside billed, twelve months.
std::string months_chart(const CostReport& report);
/// The teams that cost most, billed where there is a bill, else computed; the rest as "other".
std::string teams_chart(const CostReport& report);
/// Spent and forecast of each budget against it.
std::string budgets_chart(const CostReport& report);

}  // namespace shiptally::report
