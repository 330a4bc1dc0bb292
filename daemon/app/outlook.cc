#include "daemon/app/outlook.h"

#include <algorithm>
#include <memory>

#include "daemon/app/money_facts.h"
#include "daemon/app/usage_groups.h"

namespace shiptally::app {
namespace {

using metrics::CostGroup;
using metrics::kOneDay;
using metrics::UsageDay;

constexpr Millis kHistory = kOneDay * static_cast<std::int64_t>(metrics::kForecastDaysMax);
static_assert(metrics::kOddDaysHistory <= metrics::kForecastDaysMax);

Instant midnight(Instant t) { return std::chrono::floor<std::chrono::days>(t); }

Instant moment_of(const ReadContext& context) {
  const Query& query = context.request.query;
  return std::min({query.window.to, query.as_of.value_or(context.now), context.now});
}

/// From half a year before `day` on; as_of, no further back than requests are kept, but never after `needed`.
Result<Instant> history_begin(const ReadContext& context, Instant day, Instant needed) {
  const Instant begin = std::min(midnight(day) - kHistory, needed);
  if (!context.request.query.as_of) return begin;
  const auto kept = context.snapshot.requests_kept_from();
  if (kept.has_error()) return kept.error();
  return std::min(needed, std::max(begin, midnight(*kept + kOneDay - Millis(1))));
}

Result<void> refuse_for_bills(const Filter& filter) {
  for (const Dimension d : {Dimension::environment, Dimension::route})
    if (!filter[d].empty())
      return Error{Code::invalid, std::string(name(d)) + ": a bill does not tell it; ask by basis=computed"};
  return {};
}

/// Costs by group, and what they point into.
struct Costs {
  std::vector<UsageDay> usage;
  BilledFacts bills;
  std::vector<CostGroup> groups;
};

Result<void> read_costs(const ReadContext& context, Window window, Costs& out) {
  const Query& query = context.request.query;
  if (const auto known = metrics::check_cost_dimensions(query.group_by); known.has_error()) return known;
  if (context.request.basis == CostBasis::computed) {
    auto rows = usage_days(context, window);
    if (rows.has_error()) return rows.error();
    out.usage = std::move(*rows);
    out.groups = metrics::cost_groups(out.usage, query.group_by, window);
    return {};
  }
  if (const auto known = refuse_for_bills(query.filter); known.has_error()) return known;
  auto bills = billed_facts(context, window);
  if (bills.has_error()) return bills.error();
  out.bills = std::move(*bills);
  out.groups = metrics::cost_groups(out.bills.billed.days, query.filter, query.group_by, window);
  return {};
}

// ---- Budgets

/// A day's sums of what a budget is for, from rollups.
Result<std::vector<UsageDay>> spent_by_day(const ReadContext& context, const Budget& budget, Window window) {
  expose::ReadQuery request = context.request;
  request.query.window = window;
  request.query.tz = "UTC";
  request.query.bucket = Bucket::day;
  request.query.group_by.clear();
  request.query.filter = budget.filter;
  const ReadContext by_day{context.snapshot, context.analyses, context.facts_version,
                           context.rules,    request,          context.now};
  const auto groups = usage_groups(by_day, {.money = true}, Idle::counted);
  if (groups.has_error()) return groups.error();
  std::vector<UsageDay> out;
  for (const metrics::UsageGroup& group : *groups)
    out.push_back({group.bucket.from, {}, {}, {}, {}, group.sum, group.idle});
  return out;
}

/// The same from raw requests with the budget's tags.
Result<std::vector<UsageDay>> tagged_by_day(const ReadContext& context, const Budget& budget, Window window) {
  std::map<Instant, CellSums> by_day;
  const auto members = metrics::tag_members(budget);
  const auto read =
      context.snapshot.requests(window, budget.filter, context.request.query.as_of, [&](const Request& row) {
        if (!row.cost || !metrics::has_members(row.tags, members)) return;
        CellSums& sums = by_day[midnight(row.ts)];
        ++sums.requests;
        for (std::size_t i = 0; i < row.cost->size(); ++i) sums.cost[i] += (*row.cost)[i];
      });
  if (read.has_error())
    return Error{read.error().code,
                 "budget \"" + budget.name +
                     "\" goes by tags, which are told by each request only: " + read.error().message};
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
Result<bool> still_kept(const ReadContext& context, const Budget& budget, Instant from) {
  if (budget.basis == CostBasis::billed || (budget.tags.empty() && !context.request.query.as_of)) return true;
  const auto kept = context.snapshot.requests_kept_from();
  if (kept.has_error()) return kept.error();
  return from >= *kept;
}

/// Charges are read once, for all budgets that go by them.
class BudgetCosts {
 public:
  BudgetCosts(const ReadContext& context, Instant moment) : context_(context), moment_(moment) {}

  Result<CostGroup> costs(const Budget& budget, Window period) {
    if (budget.basis == CostBasis::billed) return billed(budget, period);
    const bool tagged = !budget.tags.empty();
    const auto begin =
        tagged ? Result<Instant>(period.from) : history_begin(context_, moment_, midnight(period.from));
    if (begin.has_error()) return begin.error();
    const Window window{*begin, moment_};
    const auto days =
        tagged ? tagged_by_day(context_, budget, window) : spent_by_day(context_, budget, window);
    if (days.has_error()) return days.error();
    auto groups = metrics::cost_groups(*days, {}, {midnight(window.from), window.to});
    return groups.empty() ? metrics::no_costs({midnight(window.from), window.to}) : std::move(groups.front());
  }

 private:
  Result<CostGroup> billed(const Budget& budget, Window period) {
    const Window year = metrics::period_of(moment_, BudgetPeriod::year);
    if (!bills_) {
      auto read = billed_facts(context_, {std::min(year.from, midnight(moment_) - kHistory), moment_});
      if (read.has_error()) return read.error();
      bills_ = std::make_unique<BilledFacts>(std::move(*read));
    }
    const Window window{std::min(midnight(moment_) - kHistory, period.from), moment_};
    auto groups = metrics::cost_groups(bills_->billed.days, budget.filter, {}, window);
    return groups.empty() ? metrics::no_costs(window) : std::move(groups.front());
  }

  const ReadContext& context_;
  const Instant moment_;
  std::unique_ptr<BilledFacts> bills_;
};

}  // namespace

Result<std::vector<expose::ForecastRow>> forecast_rows(const ReadContext& context) {
  const Instant moment = moment_of(context);
  const Window period = metrics::period_of(moment, context.request.period);
  const auto begin = history_begin(context, moment, period.from);
  if (begin.has_error()) return begin.error();
  Costs costs;
  if (const auto read = read_costs(context, {*begin, moment}, costs); read.has_error()) return read.error();
  std::vector<expose::ForecastRow> rows;
  for (const CostGroup& group : costs.groups)
    rows.push_back({period, group.values, metrics::forecast(group.known, period, group.later.sum(period))});
  return rows;
}

Result<Table> forecast(const ReadContext& context) {
  const auto rows = forecast_rows(context);
  if (rows.has_error()) return rows.error();
  return expose::forecast_table(*rows, context.request.query.group_by, context.request.basis);
}

Result<Table> anomalies(const ReadContext& context) {
  const Query& query = context.request.query;
  const Instant from = midnight(std::max(query.window.from, kEarliestEvent)), moment = moment_of(context);
  if (moment <= from) return expose::anomaly_table({}, query.group_by, context.request.basis);
  const auto begin = history_begin(context, from, from);
  if (begin.has_error()) return begin.error();
  Costs costs;
  if (const auto read = read_costs(context, {*begin, moment}, costs); read.has_error()) return read.error();
  return expose::anomaly_table(metrics::anomalies(costs.groups, from), query.group_by, context.request.basis);
}

Result<std::vector<expose::BudgetRow>> budget_rows(const ReadContext& context, Tagged tagged) {
  const Instant moment = moment_of(context);
  BudgetCosts read(context, moment);
  std::vector<expose::BudgetRow> rows;
  for (const Budget& budget : context.rules.money->budgets) {
    const auto period = metrics::budget_window(budget, moment);
    if (!period || !concerns(budget, context.request.query.filter)) continue;
    if (!budget.tags.empty() && tagged == Tagged::left_out) continue;
    const auto kept = still_kept(context, budget, period->from);
    if (kept.has_error()) return kept.error();
    if (!*kept && tagged == Tagged::where_kept) continue;
    const auto costs = read.costs(budget, *period);
    if (costs.has_error()) return costs.error();
    rows.push_back({&budget, metrics::budget_state(budget, *period, *costs, moment)});
  }
  return rows;
}

Result<Table> budgets(const ReadContext& context) {
  const auto rows = budget_rows(context, Tagged::counted);
  if (rows.has_error()) return rows.error();
  return expose::budget_table(*rows);
}

}  // namespace shiptally::app
