#pragma once
// What changed since the month before, and why, in words computed from the figures.  Pure.

#include <string>
#include <vector>

#include "daemon/report/model/model.h"

namespace shiptally::report {

struct Headline {
  std::string label;  ///< "Billed for October 2026"
  std::optional<Money> amount;
  std::string change;   ///< "+$120.00 (+3.1 %) against September 2026"; empty: nothing to compare with
  bool billed = false;  ///< false: no bill has arrived, the amount is the computed cost
};
Headline headline(const CostReport& report);

/// Three sentences: what changed, why (number of requests, cost of each; the model and team that moved most),
/// and how far the figures can be trusted (bills against logs, what is in no sum).  While the month runs one
/// more of what it will have cost; one of what was closed, if anything.
std::vector<std::string> story(const CostReport& report);

}  // namespace shiptally::report
