#include "daemon/queries/budgets.h"

#include <algorithm>
#include <map>
#include <memory>

#include "daemon/queries/costs.h"
#include "daemon/queries/usage.h"

namespace shiptally::queries {
namespace {

using metrics::CostGroup;
using metrics::UsageDay;

/// A day's sums of what a budget is for, from rollups.
Result<std::vector<UsageDay>> spent_by_day(const Context& context, Query query, const Budget& budget,
                                           Window window) {
  query.window = window;
  query.tz = "UTC";
  query.bucket = Bucket::day;
  query.group_by.clear();
  query.filter = budget.filter;
  const auto groups = usage_groups(context, query, {.money = true}, Idle::counted);
  if (groups.has_error()) return groups.error();
  std::vector<UsageDay> out;
  for (const metrics::UsageGroup& group : *groups)
    out.push_back({group.bucket.from, {}, {}, {}, {}, group.sum, group.idle});
  return out;
}

/// The same from raw requests with the budget's tags.
Result<std::vector<UsageDay>> tagged_by_day(const Context& context, const Query& query, const Budget& budget,
                                            Window window) {
  std::map<Instant, CellSums> by_day;
  const auto members = metrics::tag_members(budget);
  const auto read = context.snapshot.requests(window, budget.filter, query.as_of, [&](const Request& row) {
    if (!row.cost || !metrics::has_members(row.tags, members)) return;
    CellSums& sums = by_day[midnight(row.ts)];
    ++sums.requests;
    for (std::size_t i = 0; i < row.cost->size(); ++i) sums.cost[i] += (*row.cost)[i];
  });
  if (read.has_error())
    return Error{
        read.error().code,
        "budget \"" + budget.name + "\" goes by tags, which only raw requests have: " + read.error().message};
  std::vector<UsageDay> out;
  for (const auto& [day, sums] : by_day) out.push_back({day, {}, {}, {}, {}, sums, {}});
  return out;
}

/// Whether a budget is for something that the query's filter lets through.
bool concerns(const Budget& budget, const Filter& asked) {
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto d = static_cast<Dimension>(i);
    const auto& own = budget.filter[d];
    const auto lets = [&](const std::string& value) { return asked.allows(d, value); };
    if (!own.empty() && std::none_of(own.begin(), own.end(), lets)) return false;
  }
  return true;
}

/// Whether the rows that the budget is made from are there since the begin of its period.
Result<bool> still_kept(const Context& context, const Query& query, const Budget& budget, Instant from) {
  if (budget.basis == CostBasis::billed || (budget.tags.empty() && !query.as_of)) return true;
  const auto kept = context.snapshot.requests_kept_from();
  if (kept.has_error()) return kept.error();
  return from >= *kept;
}

/// Charges are read once, for all budgets that go by them.
class BudgetCosts {
 public:
  BudgetCosts(const Context& context, const Query& query, Instant moment)
      : context_(context), query_(query), moment_(moment) {}

  Result<CostGroup> costs(const Budget& budget, Window period) {
    if (budget.basis == CostBasis::billed) return billed(budget, period);
    const bool tagged = !budget.tags.empty();
    const auto begin = tagged ? Result<Instant>(period.from)
                              : history_begin(context_, query_, moment_, midnight(period.from));
    if (begin.has_error()) return begin.error();
    const Window window{*begin, moment_};
    const auto days = tagged ? tagged_by_day(context_, query_, budget, window)
                             : spent_by_day(context_, query_, budget, window);
    if (days.has_error()) return days.error();
    auto groups = metrics::cost_groups(*days, {}, {midnight(window.from), window.to});
    return groups.empty() ? metrics::no_costs({midnight(window.from), window.to}) : std::move(groups.front());
  }

 private:
  Result<CostGroup> billed(const Budget& budget, Window period) {
    const Window year = metrics::period_of(moment_, BudgetPeriod::year);
    if (!bills_) {
      auto read = billed_facts(context_, {std::min(year.from, midnight(moment_) - kCostHistory), moment_},
                               query_.as_of);
      if (read.has_error()) return read.error();
      bills_ = std::make_unique<BilledFacts>(std::move(*read));
    }
    const Window window{std::min(midnight(moment_) - kCostHistory, period.from), moment_};
    auto groups = metrics::cost_groups(bills_->billed.days, budget.filter, {}, window);
    return groups.empty() ? metrics::no_costs(window) : std::move(groups.front());
  }

  const Context& context_;
  const Query& query_;
  const Instant moment_;
  std::unique_ptr<BilledFacts> bills_;
};

}  // namespace

Result<std::vector<BudgetRow>> budgets(const Context& context, const Query& query, Tagged tagged) {
  const Instant moment = moment_of(context, query);
  BudgetCosts read(context, query, moment);
  std::vector<BudgetRow> rows;
  for (const Budget& budget : context.rules.money->budgets) {
    const auto period = metrics::budget_window(budget, moment);
    if (!period || !concerns(budget, query.filter)) continue;
    if (!budget.tags.empty() && tagged == Tagged::left_out) continue;
    const auto kept = still_kept(context, query, budget, period->from);
    if (kept.has_error()) return kept.error();
    if (!*kept && tagged == Tagged::where_kept) continue;
    const auto costs = read.costs(budget, *period);
    if (costs.has_error()) return costs.error();
    rows.push_back({&budget, metrics::budget_state(budget, *period, *costs, moment)});
  }
  return rows;
}

}  // namespace shiptally::queries
