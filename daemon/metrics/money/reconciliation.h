#pragma once
// What our logs say that a provider's requests cost, against what the provider billed, and against what its
// own meter counted.  Pure; README.md, "Reconciliation".
//
//   drift = billed - computed, by UTC day, provider and model, in USD as the invoice adds it up.
//
// The drift is the sum of these parts, which are taken in this order:
//  1. unbilled: what we computed for a day on which the provider's bill has no charge for usage at all.
//  Nothing
//     can be said of such a day yet, so this is the whole of its drift but for 2.
//  2. other_charges: charges without a request: those without a model, and those of another category than
//     Usage (purchases, taxes, credits, adjustments).
//  What is left is of charges for the usage of a model.  Where the provider's meter counted the model that
//  day, and its count has a price, that difference is
//     (metered - computed) + (billed - metered),   metered = the meter's tokens x our price of that day,
//  and each of the two differences divides further; where not, it is one difference.
//  3. time_boundary: a difference of a day that a difference of the same kind with the opposite sign on a
//     neighbouring day makes up for, up to the smaller of the two: requests around midnight, or a bill that
//     goes by another zone.  Of a day between two such neighbours each can take half.
//  4. missing_requests: of the rest of metered - computed, the requests that the meter counted and the
//  computed
//     cost lacks (not logged, or without a price; fewer: negative), at the average cost of a request that the
//     computed cost has.  Requests refused or failed at the provider are in neither count.  All of the rest
//     where the logs have none.
//  5. token_counts: what is then left of metered - computed: the same requests, other tokens.  All of it
//  where
//     the meter does not count requests.
//  6. prices: the rest of billed - metered: the same tokens, another price.
//  7. unexplained: the rest where there is no meter.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/billed.h"
#include "daemon/metrics/requests/usage_days.h"

namespace shiptally::metrics {

/// What a provider's meter counted of a model on one UTC day.
struct MeteredDay {
  Instant day;
  std::string provider, model;
  std::optional<std::int64_t> requests;  ///< none: it does not count them
  std::optional<Money> cost;             ///< at our price; none: it has none
};

struct DriftParts {
  Money unbilled, other_charges, time_boundary, missing_requests, token_counts, prices, unexplained;
  DriftParts& operator+=(const DriftParts& o);
  Money total() const;
};

struct Reconciliation {
  Instant day;
  std::string provider, model;  ///< no model: charges without one
  /// None: no request with a price and no idle machine; idle machines count.
  std::optional<Money> computed;
  std::optional<Money> metered;  ///< none: no meter, or no price of what it counted
  std::optional<Money> billed;   ///< none: no charge, and the day not billed at all
  DriftParts parts;
  std::int64_t requests = 0, unpriced = 0;       ///< logged
  std::optional<std::int64_t> metered_requests;  ///< none: no meter, or it does not count them
  Money drift() const { return billed.value_or(Money()) - computed.value_or(Money()); }
};

/// One row a day, provider and model that any of the three knows, in that order.  Only days in `window`
/// (whole UTC days) are told; what is given reaches kNeighbourDays further on both sides where there is
/// anything.
inline constexpr int kNeighbourDays = 2;
std::vector<Reconciliation> reconcile(std::span<const UsageDay> logged, std::span<const MeteredDay> metered,
                                      std::span<const BilledDay> billed, Window window);

/// Whether the drift, without what is not billed yet, exceeds both thresholds: `amount`, and `per_mille` of
/// the bill.
bool alarms(const MoneyRules& rules, Money drift, Money billed);

}  // namespace shiptally::metrics
