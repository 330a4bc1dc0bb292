#include "daemon/metrics/delivery.h"

namespace shiptally::metrics {

Result<void> each_delivery_row(const Analysis& analysis, const Query& query,
                               const std::function<void(const DeliveryRow&)>& visit) {
  auto cut = slices(analysis, query);
  if (cut.has_error()) return cut.error();
  const auto days = Days::of(query.window, query.tz);
  if (days.has_error()) return days.error();
  for (auto& [values, kept] : *cut) {
    const Slice slice = std::move(kept);  // gone after its row
    DeliveryRow row;
    row.bucket = slice.window;
    row.group.assign(values.begin(), values.end());
    row.failed_rollouts = slice.failed_rollouts.size();
    row.frequency = deployment_frequency(analysis, slice, *days);
    row.lead_time = lead_time(analysis, slice);
    row.stages = stages(analysis, slice);
    row.change_fail_rate = change_fail_rate(analysis, slice);
    row.recovery_time = recovery_time(analysis, slice);
    row.mttr = mttr(analysis, slice);
    row.rework_rate = rework_rate(analysis, slice);
    visit(row);
  }
  return {};
}

Result<std::vector<DeliveryRow>> delivery(const Analysis& analysis, const Query& query) {
  std::vector<DeliveryRow> rows;
  const auto done = each_delivery_row(analysis, query, [&](const DeliveryRow& row) { rows.push_back(row); });
  if (done.has_error()) return done.error();
  return rows;
}

Result<std::vector<DeliveryRow>> delivery(DeliveryFacts facts, const Query& query,
                                          const DeliveryRules& rules) {
  return delivery(analyse(facts, rules), query);
}

}  // namespace shiptally::metrics
