#pragma once
// What has been spent of a budget, what will have been, and when it is used up.  Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/money/cost_groups.h"
#include "daemon/metrics/money/forecast.h"
#include "schema/money_rules.h"

namespace shiptally::metrics {

enum class BudgetStatus : std::uint8_t {
  ok,
  warning,        ///< the last threshold below 100 % was reached
  forecast_over,  ///< the forecast is above the budget
  over,           ///< more than the budget was spent
};
std::string_view name(BudgetStatus);

struct CrossedThreshold {
  int percent = 0;
  Instant day;  ///< the first at whose end (or so far) as much was spent
};

struct BudgetState {
  Window period;  ///< what of it the budget is in force for
  Money amount, spent, remaining;
  double spent_ratio = 0;
  Forecast forecast;
  std::vector<CrossedThreshold> crossed;  ///< ascending by percent
  std::int64_t days_left = 0;             ///< of the period, the one that runs included
  std::optional<Instant> exhausted;       ///< day on which the amount was reached, or is expected to be
  BudgetStatus status = BudgetStatus::ok;
};

/// The budget's period at `moment` (period_of()), as far as the budget is in force; none: it is not.
std::optional<Window> budget_window(const Budget& budget, Instant moment);

/// `costs` are those that the budget is for, from before the period on and up to `moment`.
BudgetState budget_state(const Budget& budget, Window period, const CostGroup& costs, Instant moment);

/// A tag as it stands in a request's canonical JSON object: as a text, or bare (a number, true, false).
struct TagMember {
  std::string text, bare;
};

std::vector<TagMember> tag_members(const Budget& budget);
/// Whether a request's tags have all of them.
bool has_members(std::string_view tags, const std::vector<TagMember>& members);

}  // namespace shiptally::metrics
