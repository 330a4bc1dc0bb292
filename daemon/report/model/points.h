#pragma once
// What a report tells beside its sums: what is in none of them, and what the charges say one by one.  Pure.

#include <span>

#include "daemon/report/model/lines.h"

namespace shiptally::report {

/// Requests without a price, charges without an exchange rate, billed amounts that nobody bears, computed
/// cost that no bill stands against.
std::vector<LeftOut> open_points(const CostReport& report, const Bearers& bearers,
                                 std::span<const metrics::Unconverted> unconverted);

/// Charges on the invoices of `month` that say they are corrections, or are for a time before it.
std::vector<Correction> earlier_charges(Instant month, std::span<const metrics::BilledDay> days);

std::vector<RateUsed> rates_used(std::span<const metrics::BilledDay> days);

/// The parts that `bearers` kept, by key of the charge.
std::vector<ChargePart> charge_parts(const Bearers& bearers, std::span<const metrics::BilledDay> days,
                                     std::span<const CostCentre> centres);

}  // namespace shiptally::report
