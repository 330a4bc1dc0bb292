#include "daemon/expose/tables/delivery_table.h"

#include <algorithm>

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using metrics::DeliveryRow;

template <class T>
Value maybe(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

Value count(std::size_t n) { return static_cast<std::int64_t>(n); }

using MaybeInterval = std::optional<metrics::Interval>;
Value low_of(const MaybeInterval& interval) { return interval ? Value(interval->low) : Value(); }
Value high_of(const MaybeInterval& interval) { return interval ? Value(interval->high) : Value(); }

struct Figure {
  std::string_view column;
  Value (*value)(const DeliveryRow&);
};

using Row = const DeliveryRow&;

template <metrics::Stage stage>
Value stage_median(Row r) {
  return r.stages ? maybe((*r.stages)[stage].median_seconds) : Value();
}
template <metrics::Stage stage>
Value stage_count(Row r) {
  return r.stages ? count((*r.stages)[stage].changes.size()) : Value();
}
Value stages_excluded(Row r) {
  if (!r.stages) return {};
  std::size_t n = 0;
  for (const metrics::StageTime& stage : r.stages->stages) n += stage.excluded.size();
  return count(n);
}

constexpr Figure kFigures[] = {
    {"deployments", [](Row r) { return count(r.frequency.deployments.size()); }},
    {"failed_rollouts", [](Row r) { return count(r.failed_rollouts); }},
    {"deployment_frequency", [](Row r) { return maybe(r.frequency.value); }},
    {"deployment_frequency_low", [](Row r) { return low_of(r.frequency.interval); }},
    {"deployment_frequency_high", [](Row r) { return high_of(r.frequency.interval); }},
    {"active_days_ratio", [](Row r) { return maybe(r.frequency.active_days_ratio); }},
    {"lead_time_p50_seconds", [](Row r) { return maybe(r.lead_time.p50_seconds); }},
    {"lead_time_p50_low_seconds", [](Row r) { return low_of(r.lead_time.p50_interval); }},
    {"lead_time_p50_high_seconds", [](Row r) { return high_of(r.lead_time.p50_interval); }},
    {"lead_time_p75_seconds", [](Row r) { return maybe(r.lead_time.p75_seconds); }},
    {"lead_time_p90_seconds", [](Row r) { return maybe(r.lead_time.p90_seconds); }},
    {"lead_time_commits", [](Row r) { return count(r.lead_time.observations.size()); }},
    {"lead_time_excluded", [](Row r) { return count(r.lead_time.excluded.size()); }},
    {"changes", [](Row r) { return r.stages ? count(r.stages->changes.size()) : Value(); }},
    {"coding_time_p50_seconds", stage_median<metrics::Stage::coding>},
    {"coding_time_changes", stage_count<metrics::Stage::coding>},
    {"pickup_time_p50_seconds", stage_median<metrics::Stage::pickup>},
    {"pickup_time_changes", stage_count<metrics::Stage::pickup>},
    {"review_time_p50_seconds", stage_median<metrics::Stage::review>},
    {"review_time_changes", stage_count<metrics::Stage::review>},
    {"deploy_wait_p50_seconds", stage_median<metrics::Stage::deploy_wait>},
    {"deploy_wait_changes", stage_count<metrics::Stage::deploy_wait>},
    {"stages_excluded", stages_excluded},
    {"change_fail_rate", [](Row r) { return maybe(r.change_fail_rate.rate); }},
    {"change_fail_rate_low", [](Row r) { return low_of(r.change_fail_rate.interval); }},
    {"change_fail_rate_high", [](Row r) { return high_of(r.change_fail_rate.interval); }},
    {"failed_deployments", [](Row r) { return count(r.change_fail_rate.failed.size()); }},
    {"change_fail_denominator", [](Row r) { return count(r.change_fail_rate.base); }},
    {"recovery_time_seconds", [](Row r) { return maybe(r.recovery_time.median_seconds); }},
    {"recovery_time_low_seconds", [](Row r) { return low_of(r.recovery_time.interval); }},
    {"recovery_time_high_seconds", [](Row r) { return high_of(r.recovery_time.interval); }},
    {"recoveries", [](Row r) { return count(r.recovery_time.recovered.size()); }},
    {"recovery_open", [](Row r) { return count(r.recovery_time.open.size()); }},
    {"mttr_mean_seconds", [](Row r) { return maybe(r.mttr.mean_seconds); }},
    {"mttr_median_seconds", [](Row r) { return maybe(r.mttr.median_seconds); }},
    {"mttr_median_low_seconds", [](Row r) { return low_of(r.mttr.median_interval); }},
    {"mttr_median_high_seconds", [](Row r) { return high_of(r.mttr.median_interval); }},
    {"incidents", [](Row r) { return count(r.mttr.resolved.size()); }},
    {"incidents_open", [](Row r) { return count(r.mttr.open.size()); }},
    {"rework_rate", [](Row r) { return maybe(r.rework_rate.rate); }},
    {"rework_rate_low", [](Row r) { return low_of(r.rework_rate.interval); }},
    {"rework_rate_high", [](Row r) { return high_of(r.rework_rate.interval); }},
    {"reworks", [](Row r) { return r.rework_rate.known ? count(r.rework_rate.reworks.size()) : Value(); }},
};

std::vector<const Column*> columns_for(const Query& query) {
  std::vector<const Column*> out = {&column("time"), &column("end_time")};
  for (const Dimension d : query.group_by) out.push_back(&column(name(d)));
  for (const Figure& figure : kFigures) out.push_back(&column(figure.column));
  for (const char* name : {"deployment_frequency_unit", "profile", "profile_version"})
    out.push_back(&column(name));
  return out;
}

/// Adds the rows of one profile.
Result<void> add_rows(const metrics::Analysis& analysis, const metrics::Profile& profile, const Query& query,
                      Table& table) {
  const metrics::Reading reading(analysis, profile, query.interruption);
  const auto add = [&](const DeliveryRow& row) {
    std::vector<Value>& cells = table.rows.emplace_back();
    cells.reserve(table.columns.size());
    cells.insert(cells.end(), {row.bucket.from, row.bucket.to});
    for (const std::string& value : row.group) cells.push_back(value.empty() ? Value() : Value(value));
    for (const Figure& figure : kFigures) cells.push_back(figure.value(row));
    cells.emplace_back(std::string(profile.frequency_unit));
    cells.emplace_back(std::string(profile.name));
    cells.emplace_back(std::int64_t{profile.version});
  };
  return metrics::each_delivery_row(reading, query, add, [&](std::size_t rows) { table.rows.expect(rows); });
}

}  // namespace

Result<Table> dora_table(const metrics::Analysis& analysis, const Query& query) {
  const bool all = query.profile == metrics::kAllProfiles;
  Query one = query;
  if (all) one.profile = metrics::profiles().front().name;
  if (const auto checked = metrics::check_delivery_query(one); checked.has_error()) return checked.error();
  Table table{columns_for(one), {}};
  for (const metrics::Profile& profile : metrics::profiles()) {
    if (!all && profile.name != query.profile) continue;
    one.profile = profile.name;
    if (const auto done = add_rows(analysis, profile, one, table); done.has_error()) return done.error();
  }
  // Ascending in time whatever the number of profiles; those of one bucket side by side.
  std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
    return std::get<Instant>(a.front()) < std::get<Instant>(b.front());
  });
  return table;
}

}  // namespace shiptally::expose
