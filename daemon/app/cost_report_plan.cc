#include "daemon/app/cost_report_plan.h"

#include <algorithm>

#include "daemon/app/outlook.h"

namespace shiptally::app {
namespace {

/// "forecast over": for a person
std::string words(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

report::BudgetLine line_of(const expose::BudgetRow& row) {
  const metrics::BudgetState& state = row.state;
  report::BudgetLine out;
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

report::MonthForecast forecast_of(const metrics::Forecast& forecast, CostBasis basis) {
  report::MonthForecast out;
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

Result<void> add_budgets(report::CostReport& out, const ReadContext& context) {
  const auto rows = budget_rows(context, Tagged::where_kept);
  if (rows.has_error()) return rows.error();
  out.budgets.emplace();
  for (const expose::BudgetRow& row : *rows) out.budgets->push_back(line_of(row));
  for (const Budget& budget : context.rules.money->budgets) {
    const bool told = std::any_of(rows->begin(), rows->end(),
                                  [&](const expose::BudgetRow& row) { return row.budget == &budget; });
    if (!told && metrics::budget_window(budget, out.until))
      out.left_out.push_back({"untold", "", budget.name, 1, "budgets", "", std::nullopt,
                              "Requests that this budget is counted from have expired."});
  }
  return {};
}

Result<void> add_forecast(report::CostReport& out, const ReadContext& context) {
  if (!out.running()) return {};
  for (const CostBasis basis : {CostBasis::computed, CostBasis::billed}) {
    expose::ReadQuery request = context.request;
    request.basis = basis;
    const ReadContext by_basis{context.snapshot, context.analyses, context.facts_version,
                               context.rules,    request,          context.now};
    const auto rows = forecast_rows(by_basis);
    if (rows.has_error()) return rows.error();
    for (const expose::ForecastRow& row : *rows) out.forecast.push_back(forecast_of(row.forecast, basis));
  }
  return {};
}

}  // namespace shiptally::app
