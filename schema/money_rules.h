#pragma once
// What an organisation says about its money, beside the prices: exchange rates, who pays for what nobody's
// usage explains, cost centres, budgets.  Plain structs, filled by daemon/config.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/base/instant.h"
#include "schema/base/money.h"
#include "schema/query.h"

namespace shiptally {

/// What one unit of a currency is worth in USD: exactly numerator / denominator, in force from `from` until
/// the next rate of the same currency.
struct FxRate {
  std::string currency;  ///< ISO 4217
  Instant from;          ///< start of a UTC day
  Int128 numerator = 0;  ///< > 0
  Int128 denominator = 1;
  std::string text;    ///< the rate as it was written
  std::string source;  ///< who published it
  friend bool operator==(const FxRate&, const FxRate&) = default;
};

/// Sorted by (currency, from); no two alike.
using FxTable = std::vector<FxRate>;

enum class ShareBy : std::uint8_t {
  proportional,  ///< to the computed cost of the same provider in the same month
  even,          ///< the same to each team that used anything in the month, or to those listed
  fixed,         ///< by given shares
};

/// Who pays for charges that neither a tag nor a model's usage gives to anybody.  The first rule that fits is
/// the one; a charge without a rule is unallocated, and shown so.
struct AllocationRule {
  std::string name;
  std::vector<std::string> providers, service_names, categories, models;  ///< globs; empty: any
  bool idle_only = false;                                                 ///< machines of our own that waited
  ShareBy by = ShareBy::proportional;
  /// Teams with their parts of a whole (`even`: each 1; `fixed`: as given).  What the parts leave of
  /// `whole` stays unallocated.
  std::vector<std::pair<std::string, std::int64_t>> parts;
  std::int64_t whole = 0;
  friend bool operator==(const AllocationRule&, const AllocationRule&) = default;
};

struct CostCentre {
  std::string name;
  std::vector<std::string> teams, services;  ///< globs; a service goes before a team
  friend bool operator==(const CostCentre&, const CostCentre&) = default;
};

enum class CostBasis : std::uint8_t { computed, billed };
enum class BudgetPeriod : std::uint8_t { month, quarter, year };  ///< calendar, UTC

constexpr std::string_view name(CostBasis basis) {
  return basis == CostBasis::computed ? "computed" : "billed";
}
constexpr std::string_view name(BudgetPeriod period) {
  return period == BudgetPeriod::month ? "month" : period == BudgetPeriod::quarter ? "quarter" : "year";
}

struct Budget {
  std::string name;
  Money amount;  ///< USD a period
  BudgetPeriod period = BudgetPeriod::month;
  CostBasis basis = CostBasis::computed;
  Filter filter = {};                                          ///< dimensions of a request
  std::vector<std::pair<std::string, std::string>> tags = {};  ///< all must be there; computed cost only
  std::vector<int> thresholds = {50, 80, 100};                 ///< percent, ascending
  std::optional<Instant> from = {}, to = {};  ///< UTC days on which it is in force; none: always
  friend bool operator==(const Budget&, const Budget&) = default;
};

struct MoneyRules {
  FxTable fx;
  std::vector<AllocationRule> allocation;
  std::vector<CostCentre> cost_centres;
  std::vector<Budget> budgets;
  /// Reconciliation alarms when the drift of a row exceeds both of these.
  int drift_per_mille = 10;
  Money drift_amount = Money::from_dollars(1);
};

}  // namespace shiptally
