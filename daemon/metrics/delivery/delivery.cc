#include "daemon/metrics/delivery/delivery.h"

#include <algorithm>

namespace shiptally::metrics {

Result<Days> days_of(const Profile& profile, const Query& query) {
  const auto window = frequency_window(profile, query);
  if (window.has_error()) return window.error();
  return Days::of({std::min(window->from, query.window.from), query.window.to}, query.tz);
}

DeliveryRow delivery_row(const Reading& reading, const Slice& slice, const Days& days) {
  DeliveryRow row;
  row.bucket = slice.window;
  row.failed_rollouts = slice.failed_rollouts.size();
  row.frequency = deployment_frequency(reading, slice, days);
  row.lead_time = lead_time(reading, slice, days);
  if (reading.profile.ours()) row.stages = stages(reading.analysis, slice);
  row.change_fail_rate = change_fail_rate(reading, slice);
  row.recovery_time = recovery_time(reading, slice, days);
  row.mttr = mttr(reading.analysis, slice);
  row.rework_rate = rework_rate(reading, slice);
  return row;
}

Result<void> each_delivery_row(const Reading& reading, const Query& query,
                               const std::function<void(const DeliveryRow&)>& visit,
                               const std::function<void(std::size_t rows)>& expect,
                               const NamedGroups* named) {
  auto cut = slices(reading, query, named);
  if (cut.has_error()) return cut.error();
  const auto days = days_of(reading.profile, query);
  if (days.has_error()) return days.error();
  if (expect) expect(cut->size());
  for (GroupSlice& kept : *cut) {
    query.interruption.check();
    const GroupSlice group = std::move(kept);  // gone after its row
    DeliveryRow row = delivery_row(reading, group.slice, *days);
    row.group.assign(group.values.begin(), group.values.end());
    visit(row);
  }
  return {};
}

namespace {

Result<std::vector<DeliveryRow>> rows_of(const Analysis& analysis, const Query& query,
                                         const NamedGroups* named) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  const Reading reading(analysis, *find_profile(query.profile), query.interruption);
  std::vector<DeliveryRow> rows;
  const auto done = each_delivery_row(
      reading, query, [&](const DeliveryRow& row) { rows.push_back(row); }, {}, named);
  if (done.has_error()) return done.error();
  return rows;
}

}  // namespace

Result<std::vector<DeliveryRow>> delivery(const Analysis& analysis, const Query& query) {
  return rows_of(analysis, query, nullptr);
}

Result<std::vector<DeliveryRow>> delivery_of_busiest(const Analysis& analysis, const Query& query,
                                                     std::size_t groups_max) {
  // There are no more groups than places; where they are few, none has to be found.
  if (analysis.facts->places().size() <= groups_max) return rows_of(analysis, query, nullptr);
  const NamedGroups named = busiest(analysis, query, groups_max);
  return rows_of(analysis, query, &named);
}

Result<std::vector<DeliveryRow>> delivery(DeliveryFacts facts, const Query& query,
                                          const DeliveryRules& rules) {
  return delivery(analyse(facts, rules), query);
}

}  // namespace shiptally::metrics
