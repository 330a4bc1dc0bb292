#include "daemon/report/model/plan.h"

#include <algorithm>

#include "daemon/queries/budgets.h"
#include "daemon/queries/forecast.h"

namespace shiptally::report {
namespace {

/// "forecast over": for a person
std::string words(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

BudgetLine line_of(const queries::BudgetRow& row) {
  const metrics::BudgetState& state = row.state;
  BudgetLine out;
  out.name = row.budget->name;
  out.period = name(row.budget->period);
  out.basis = name(row.budget->basis);
  out.from = state.period.from;
  out.to = state.period.to;
  out.amount = state.amount;
  out.spent = state.spent;
  if (const auto& total = state.forecast.total) {
    out.forecast = total->point;
    out.forecast_low = total->low;
    out.forecast_high = total->high;
  }
  out.status = words(metrics::name(state.status));
  return out;
}

MonthForecast forecast_of(const metrics::Forecast& forecast, CostBasis basis) {
  MonthForecast out;
  out.basis = name(basis);
  out.so_far = forecast.so_far;
  if (const auto& total = forecast.total) {
    out.total = total->point;
    out.low = total->low;
    out.high = total->high;
  }
  out.days = static_cast<std::int64_t>(forecast.n);
  out.reason = forecast.reason;
  return out;
}

}  // namespace

Result<void> add_budgets(CostReport& out, const queries::Context& context, const Query& query) {
  const auto rows = queries::budgets(context, query, queries::Tagged::where_kept);
  if (rows.has_error()) return rows.error();
  out.budgets.emplace();
  for (const queries::BudgetRow& row : *rows) out.budgets->push_back(line_of(row));
  for (const Budget& budget : context.rules.money->budgets) {
    const bool told = std::any_of(rows->begin(), rows->end(),
                                  [&](const queries::BudgetRow& row) { return row.budget == &budget; });
    if (!told && metrics::budget_window(budget, out.until))
      out.left_out.push_back({"untold", "", budget.name, 1, "budgets", "", std::nullopt,
                              "Requests that this budget is counted from have expired."});
  }
  return {};
}

Result<void> add_forecast(CostReport& out, const queries::Context& context, const Query& query) {
  if (!out.running()) return {};
  for (const CostBasis basis : {CostBasis::computed, CostBasis::billed}) {
    Parameters parameters;
    parameters.query = query;
    parameters.basis = basis;
    const auto rows = queries::forecast(context, parameters);
    if (rows.has_error()) return rows.error();
    for (const queries::ForecastRow& row : *rows) out.forecast.push_back(forecast_of(row.forecast, basis));
  }
  return {};
}

}  // namespace shiptally::report
