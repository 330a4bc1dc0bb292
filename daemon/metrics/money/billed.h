#pragma once
// Charges of bills as USD by UTC day.  Pure; definitions in README.md, "Money".
//
// A charge belongs to its billing month, which is what an invoice adds up: BillingPeriodStart where the bill
// tells it, else the month in which the charge period starts.  Within its charge period it is spread evenly
// over its UTC days (a part of a day counts as that part); a period that reaches beyond the month in which it
// starts is spread over the days of that month only, so that no amount is ever split between months.
//
// Amounts of another currency are converted at the rate in force at the charge period's start, rounded
// half-even once per charge and amount; the days of a charge add up to exactly that.

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "schema/base/window.h"
#include "schema/facts.h"
#include "schema/money_rules.h"

namespace shiptally::metrics {

/// How long after a day its bill may come, or still change.
inline constexpr std::chrono::days kBillDelay{3};

struct Amounts {
  Money list, contracted, billed, effective;
  Amounts& operator+=(const Amounts& o);
  friend bool operator==(const Amounts&, const Amounts&) = default;
};

/// A charge as a whole in USD.
struct Conversion {
  const FxRate* rate = nullptr;  ///< none: it was in USD, or there is no rate
  std::optional<Amounts> usd;    ///< none: in a currency without a rate in force
};

/// A charge's part on one UTC day, in USD.
struct BilledDay {
  const Charge* charge = nullptr;
  const FxRate* rate = nullptr;  ///< none: it was in USD
  Instant day;                   ///< UTC midnight
  Instant month;                 ///< start of the billing month
  Amounts usd;
};

/// A charge in a currency without a rate in force: in no sum, shown and counted.
struct Unconverted {
  const Charge* charge = nullptr;
};

struct Billed {
  std::vector<BilledDay> days;  ///< by (day, key of the charge)
  std::vector<Unconverted> unconverted;
};

/// The rate in force at `t`; none for a currency that has none then.
const FxRate* rate_at(const FxTable& table, std::string_view currency, Instant t);

/// Start of the UTC month of `t`, and of the one after it.
Instant month_of(Instant t);
Instant next_month(Instant month);

/// Whether it is for one day at most.  A longer charge says nothing of how far a bill has come.
bool is_daily(const Charge& charge);

/// Start of the month whose invoice the charge is on.
Instant billing_month(const Charge& charge);

/// Converts at the rate in force at the start of the charge period.  Points into `fx`.
Conversion converted(const Charge& charge, const FxTable& fx);

/// Providers that bill usage by the day: of theirs, longer charges do not tell which days are billed.
std::set<std::string_view> daily_billers(std::span<const BilledDay> billed);

/// The charges day by day.  The result points into both arguments.
Billed billed_days(std::span<const Charge> charges, const FxTable& fx);

}  // namespace shiptally::metrics
