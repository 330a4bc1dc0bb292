#include "daemon/expose/tables/outlook_table.h"

#include <initializer_list>

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using Cells = std::vector<Value>;

/// `time`, `end_time`, the groups, then `names`.
Table outlook_columns(std::span<const Dimension> group_by, std::initializer_list<std::string_view> names) {
  Table table;
  add_columns(table, {"time", "end_time"});
  add_columns(table, group_by);
  add_columns(table, names);
  return table;
}

Cells begin_row(Window window, std::span<const std::string> values) {
  Cells cells = {window.from, window.to};
  for (const std::string& value : values) cells.push_back(text_or_none(value));
  return cells;
}

/// forecast_usd, forecast_low_usd, forecast_high_usd, forecast_method, n, reason.
void add_forecast(Cells& cells, const metrics::Forecast& forecast) {
  if (forecast.total)
    cells.insert(cells.end(), {forecast.total->point, forecast.total->low, forecast.total->high});
  else
    cells.resize(cells.size() + 3);
  cells.insert(cells.end(),
               {text_or_none(forecast.method), count_value(forecast.n), text_or_none(forecast.reason)});
}

void add_parts(Cells& cells, const std::optional<metrics::ChangeParts>& parts) {
  if (parts)
    cells.insert(cells.end(), {parts->volume, parts->mix, parts->tokens_per_request, parts->cache_share,
                               parts->price, parts->other});
  else
    cells.resize(cells.size() + 6);
}

void add_contributor(Cells& cells, const std::optional<metrics::Contributor>& contributor) {
  cells.push_back(contributor ? text_or_none(contributor->name) : Value());
  cells.push_back(contributor ? Value(contributor->change) : Value());
}

std::string crossed(const metrics::CrossedThreshold& threshold) {
  return std::to_string(threshold.percent) + " % on " + format_instant(threshold.day).substr(0, 10);
}

}  // namespace

Table forecast_table(std::span<const queries::ForecastRow> rows, std::span<const Dimension> group_by,
                     CostBasis basis) {
  Table table = outlook_columns(group_by, {"basis", "so_far_usd", "forecast_usd", "forecast_low_usd",
                                           "forecast_high_usd", "forecast_method", "n", "reason"});
  for (const queries::ForecastRow& row : rows) {
    Cells& cells = table.rows.emplace_back(begin_row(row.period, row.values));
    cells.insert(cells.end(), {text_or_none(name(basis)), row.forecast.so_far});
    add_forecast(cells, row.forecast);
  }
  return table;
}

Table anomaly_table(std::span<const metrics::Anomaly> rows, std::span<const Dimension> group_by,
                    CostBasis basis) {
  Table table = outlook_columns(
      group_by, {"basis",           "anomaly",          "direction",         "actual_usd",
                 "expected_usd",    "expected_low_usd", "expected_high_usd", "anomaly_score",
                 "anomaly_usd",     "volume_usd",       "mix_usd",           "tokens_per_request_usd",
                 "cache_share_usd", "price_usd",        "other_usd",         "top_model",
                 "top_model_usd",   "top_service",      "top_service_usd",   "why"});
  for (const metrics::Anomaly& row : rows) {
    const metrics::OddDay& odd = row.odd;
    Cells& cells = table.rows.emplace_back(begin_row({row.day, row.day + metrics::kOneDay}, row.values));
    cells.insert(cells.end(), {text_or_none(name(basis)),
                               text_or_none(odd.kind == metrics::OddKind::leak ? "leak" : "sudden"),
                               text_or_none(odd.actual > odd.expected ? "higher" : "lower"), odd.actual,
                               odd.expected, odd.low, odd.high, odd.score, odd.actual - odd.expected});
    add_parts(cells, row.parts);
    add_contributor(cells, row.model);
    add_contributor(cells, row.service);
    cells.push_back(text_or_none(row.why));
  }
  return table;
}

Table budget_table(std::span<const queries::BudgetRow> rows) {
  Table table = outlook_columns(
      {}, {"budget", "budget_period", "basis", "budget_usd", "spent_usd", "remaining_usd", "spent_ratio",
           "forecast_usd", "forecast_low_usd", "forecast_high_usd", "forecast_method", "n", "reason",
           "thresholds_crossed", "days_left", "exhausted_time", "budget_status"});
  for (const queries::BudgetRow& row : rows) {
    const metrics::BudgetState& state = row.state;
    Cells& cells = table.rows.emplace_back(begin_row(state.period, {}));
    cells.insert(cells.end(), {text_or_none(row.budget->name), text_or_none(name(row.budget->period)),
                               text_or_none(name(row.budget->basis)), state.amount, state.spent,
                               state.remaining, state.spent_ratio});
    add_forecast(cells, state.forecast);
    std::vector<std::string> thresholds;
    for (const metrics::CrossedThreshold& each : state.crossed) thresholds.push_back(crossed(each));
    cells.insert(cells.end(), {std::move(thresholds), state.days_left, value_or_none(state.exhausted),
                               text_or_none(metrics::name(state.status))});
  }
  return table;
}

}  // namespace shiptally::expose
