#include "daemon/metrics/delivery.h"

namespace shiptally::metrics {

Result<std::vector<DeliveryRow>> delivery(const Analysis& analysis, const Query& query) {
  const auto cut = slices(analysis, query);
  if (cut.has_error()) return cut.error();
  const auto days = Days::of(query.window, query.tz);
  if (days.has_error()) return days.error();
  std::vector<DeliveryRow> rows;
  rows.reserve(cut->size());
  for (const auto& [values, slice] : *cut) {
    DeliveryRow& row = rows.emplace_back();
    row.bucket = slice.window;
    row.group.assign(values.begin(), values.end());
    row.failed_rollouts = slice.failed_rollouts.size();
    row.frequency = deployment_frequency(analysis, slice, *days);
    row.lead_time = lead_time(analysis, slice);
    row.change_fail_rate = change_fail_rate(analysis, slice);
    row.recovery_time = recovery_time(analysis, slice);
    row.mttr = mttr(analysis, slice);
    row.rework_rate = rework_rate(analysis, slice);
  }
  return rows;
}

Result<std::vector<DeliveryRow>> delivery(DeliveryFacts facts, const Query& query, Millis incident_limit) {
  return delivery(analyse(facts, incident_limit), query);
}

}  // namespace shiptally::metrics
