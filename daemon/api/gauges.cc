#include "daemon/api/gauges.h"

#include <map>

#include "daemon/expose/prometheus/llm_metrics.h"
#include "daemon/log/log.h"
#include "daemon/metrics/delivery/figures.h"
#include "daemon/queries/budgets.h"
#include "daemon/queries/reconciliation.h"
#include "daemon/queries/usage.h"

namespace shiptally::api {
namespace {

constexpr Millis kDeliveryWindow = std::chrono::days(30);
constexpr Millis kLatencyWindow = std::chrono::hours(1);

/// Services and environments with figures of their own; each has up to three samples of a gauge, of which
/// there are expose::Exposition::kSeriesMax.
constexpr std::size_t kDeliveryGroupsMax = 3'000;

/// Collects the samples of one gauge; what is not known gives no series.
class Gauge {
 public:
  explicit Gauge(std::string_view metric) { family_.metric = metric; }
  void add(std::vector<std::string> labels, std::optional<double> value) {
    if (value) family_.samples.push_back({std::move(labels), *value});
  }
  expose::GaugeFamily take() { return std::move(family_); }

 private:
  expose::GaugeFamily family_;
};

/// The gauges of the figures that have one, each once, with the samples of all rows.
std::vector<expose::GaugeFamily> delivery_gauges(std::span<const metrics::DeliveryRow> rows) {
  std::vector<std::pair<std::string_view, Gauge>> gauges;
  const auto gauge = [&](std::string_view metric) -> Gauge& {
    for (auto& [name, known] : gauges)
      if (name == metric) return known;
    return gauges.emplace_back(metric, Gauge(metric)).second;
  };
  for (const metrics::Figure& figure : metrics::figures()) {
    if (figure.gauge.metric.empty()) continue;
    Gauge& samples = gauge(figure.gauge.metric);
    for (const metrics::DeliveryRow& row : rows) {
      std::vector<std::string> labels = row.group;
      if (!figure.gauge.percentile.empty()) labels.emplace_back(figure.gauge.percentile);
      samples.add(std::move(labels), figure.of(row).value);
    }
  }
  std::vector<expose::GaugeFamily> families;
  for (auto& [name, samples] : gauges) families.push_back(samples.take());
  return families;
}

/// By provider, over the last complete days; what is not billed yet says nothing.
Result<void> add_reconciliation(std::vector<expose::GaugeFamily>& families, const queries::Context& context,
                                const Interruption& interruption) {
  const Instant end = std::chrono::floor<std::chrono::days>(context.now) - metrics::kBillDelay;
  Query query;
  query.interruption = interruption;
  const auto days =
      queries::reconciled_days(context, query, {end - std::chrono::days(queries::kAlarmDays), end});
  if (days.has_error()) return days.error();
  struct Sum {
    Money drift, billed;
    bool known = false;
  };
  std::map<std::string, Sum> providers;
  for (const metrics::Reconciliation& day : *days) {
    Sum& sum = providers[day.provider];
    sum.drift += day.drift() - day.parts.unbilled;
    sum.billed += day.billed.value_or(Money());
    sum.known |= day.billed.has_value();
  }
  Gauge drift("shiptally_reconciliation_drift_usd"), alarm("shiptally_reconciliation_alarm");
  for (const auto& [provider, sum] : providers) {
    if (!sum.known) continue;
    drift.add({provider}, sum.drift.to_double());
    alarm.add({provider}, metrics::alarms(*context.rules.money, sum.drift, sum.billed) ? 1 : 0);
  }
  families.push_back(drift.take());
  families.push_back(alarm.take());
  return {};
}

std::vector<expose::GaugeFamily> budget_gauges(std::span<const queries::BudgetRow> rows) {
  Gauge amount("shiptally_budget_usd"), spent("shiptally_budget_spent_ratio"),
      forecast("shiptally_budget_forecast_usd");
  for (const queries::BudgetRow& row : rows) {
    const std::vector<std::string> labels = {row.budget->name};
    amount.add(labels, row.state.amount.to_double());
    spent.add(labels, row.state.spent_ratio);
    const auto& total = row.state.forecast.total;
    forecast.add(labels, total ? std::optional(total->point.to_double()) : std::nullopt);
  }
  return {amount.take(), spent.take(), forecast.take()};
}

Result<void> add_delivery(std::vector<expose::GaugeFamily>& families, const queries::Context& context,
                          const Interruption& interruption) {
  Query delivery;
  delivery.interruption = interruption;
  delivery.window = {context.now - kDeliveryWindow, context.now};
  delivery.group_by = {Dimension::service, Dimension::environment};
  const auto kept =
      context.analyses.get(context.snapshot, context.facts_version, std::nullopt, context.rules.delivery);
  if (kept.has_error()) return kept.error();
  const auto rows = metrics::delivery_of_busiest(**kept, delivery, kDeliveryGroupsMax);
  if (rows.has_error()) return rows.error();
  for (expose::GaugeFamily& family : delivery_gauges(*rows)) families.push_back(std::move(family));
  return {};
}

Result<void> add_latency(std::vector<expose::GaugeFamily>& families, const queries::Context& context,
                         const Interruption& interruption) {
  Query latency;
  latency.interruption = interruption;
  latency.window = {context.now - kLatencyWindow, context.now};
  latency.group_by = {Dimension::service, Dimension::provider, Dimension::model};
  const auto groups = queries::usage_groups(context, latency, {.sketches = true}, queries::Idle::left_out);
  if (groups.has_error()) return groups.error();
  families.push_back(expose::llm_latency_gauges(*groups));
  return {};
}

Result<void> add_budgets(std::vector<expose::GaugeFamily>& families, const queries::Context& context,
                         const Interruption& interruption) {
  Query current;
  current.interruption = interruption;
  current.window.to = context.now;
  const auto budgets = queries::budgets(context, current, queries::Tagged::left_out);
  if (budgets.has_error()) return budgets.error();
  for (expose::GaugeFamily& family : budget_gauges(*budgets)) families.push_back(std::move(family));
  return {};
}

/// Gauges that are computed together, and do without the others.  Those that may take longest come last: the
/// deadline is that of all.
struct Part {
  const char* what;
  Result<void> (*add)(std::vector<expose::GaugeFamily>&, const queries::Context&, const Interruption&);
};
constexpr Part kParts[] = {{"latency", add_latency},
                           {"budgets", add_budgets},
                           {"reconciliation", add_reconciliation},
                           {"delivery", add_delivery}};

Result<void> add(const Part& part, std::vector<expose::GaugeFamily>& families,
                 const queries::Context& context, const Interruption& interruption) try {
  return part.add(families, context, interruption);
} catch (const AnswerEnded& ended) {
  return ended.error();
}

}  // namespace

void refresh(expose::Exposition& exposition, const queries::Context& context,
             const Interruption& interruption) {
  std::vector<expose::GaugeFamily> families;
  bool complete = true;
  for (const Part& part : kParts) {
    const auto added = add(part, families, context, interruption);
    if (added.has_value()) continue;
    complete = false;
    spdlog::warn("gauges of {} not refreshed: {}", part.what, added.error().message);
  }
  exposition.set_gauges(families);
  exposition.set_gauge("shiptally_store_size_bytes", static_cast<double>(context.snapshot.size_bytes()));
  if (complete)
    exposition.set_gauge("shiptally_metrics_refresh_timestamp_seconds",
                         seconds(context.now.time_since_epoch()));
}

}  // namespace shiptally::api
