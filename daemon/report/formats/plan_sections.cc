#include "daemon/report/formats/sections.h"
#include "daemon/report/formats/values.h"
#include "daemon/report/formats/wording.h"

namespace shiptally::report {
namespace {

using enum Kind;

Value share(const std::optional<Money>& part, Money whole) {
  return part ? ratio_or_none(ratio_ppm(*part, whole)) : Value();
}

Section months(const CostReport& report) {
  Section out{
      "months",
      "Months",
      "The twelve months that end with this one.",
      {{"month", "Month", month}, {"computed_usd", "Computed", money}, {"billed_usd", "Billed", money}},
      {},
      {}};
  for (const MonthTotal& m : report.months)
    out.rows.push_back({m.month, value_or_none(m.computed), value_or_none(m.billed)});
  return out;
}

Section days(const CostReport& report) {
  Section out{"days",
              "Days",
              "Computed cost of each day and model.",
              {{"day", "Day", date}, {"model", "Model"}, {"computed_usd", "Computed", money, true}},
              {},
              {}};
  Money sum;
  for (const ModelDay& d : report.days) {
    out.rows.push_back({d.day, text_or_none(d.model), d.computed});
    sum += d.computed;
  }
  if (!report.days.empty()) out.totals = {std::string("Total"), {}, sum};
  return out;
}

Section budgets(const CostReport& report) {
  Section out{"budgets",
              "Budgets",
              "Spent so far and forecast for the end of the period, with its 80 % interval.",
              {{"name", "Budget"},
               {"period", "Period"},
               {"from", "From", date},
               {"to", "To (exclusive)", date},
               {"basis", "Basis"},
               {"amount_usd", "Budget", money},
               {"spent_usd", "Spent", money},
               {"spent_ratio", "Spent, %", ratio},
               {"forecast_usd", "Forecast", money},
               {"forecast_low_usd", "Low", money},
               {"forecast_high_usd", "High", money},
               {"forecast_ratio", "Forecast, %", ratio},
               {"status", "Status"}},
              {},
              {}};
  for (const BudgetLine& b : *report.budgets)
    out.rows.push_back({b.name, b.period, b.from, b.to, b.basis, b.amount, value_or_none(b.spent),
                        share(b.spent, b.amount), value_or_none(b.forecast), value_or_none(b.forecast_low),
                        value_or_none(b.forecast_high), share(b.forecast, b.amount), text_or_none(b.status)});
  return out;
}

Section forecast(const CostReport& report) {
  Section out{"forecast",
              "Forecast of the month",
              "What the month will have cost at its end, with the 80 % interval: an estimate.",
              {{"basis", "By"},
               {"so_far_usd", "So far", money},
               {"forecast_usd", "Forecast", money},
               {"forecast_low_usd", "Low", money},
               {"forecast_high_usd", "High", money},
               {"days", "Learned from days", count},
               {"reason", "Why there is none"}},
              {},
              {}};
  for (const MonthForecast& f : report.forecast)
    out.rows.push_back({f.basis, f.so_far, value_or_none(f.total), value_or_none(f.low),
                        value_or_none(f.high), f.days, text_or_none(f.reason)});
  return out;
}

}  // namespace

std::vector<Section> plan_sections(const CostReport& report) {
  std::vector<Section> out = {months(report), days(report), forecast(report)};
  if (report.budgets) out.push_back(budgets(report));
  return out;
}

}  // namespace shiptally::report
