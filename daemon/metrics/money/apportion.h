#pragma once
// Splitting an amount by weights so that the parts add up to it exactly (largest remainder, or Hamilton's
// method): each part is rounded towards zero, and the picodollars that are left go one each to the parts that
// lost most, the earlier one first among equals.  Pure.

#include <span>
#include <vector>

#include "daemon/metrics/money/billed.h"

namespace shiptally::metrics {

/// One part a weight.  No part has another sign than the amount, and a weight of 0 gets 0.  Weights are not
/// negative and their sum is positive; from 2^126 on it throws std::overflow_error.
std::vector<Money> apportion(Money amount, std::span<const Int128> weights);

/// Each of the four amounts split so.
std::vector<Amounts> apportion(const Amounts& amounts, std::span<const Int128> weights);

}  // namespace shiptally::metrics
