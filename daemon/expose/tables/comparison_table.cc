#include "daemon/expose/tables/comparison_table.h"

#include <map>

#include "daemon/metrics/delivery/bands.h"
#include "daemon/metrics/delivery/trend.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using metrics::DeliveryMetric;
using metrics::DeliveryRow;
using metrics::Estimate;

Value maybe(const std::optional<double>& value) { return value ? Value(*value) : Value(); }
Value count(std::size_t n) { return static_cast<std::int64_t>(n); }
Value text(std::string_view value) { return value.empty() ? Value() : Value(std::string(value)); }

/// `time`, `end_time`, the groups, then `names`.
std::vector<const Column*> columns_for(const Query& query, std::initializer_list<std::string_view> names) {
  std::vector<const Column*> out = {&column("time"), &column("end_time")};
  for (const Dimension d : query.group_by) out.push_back(&column(name(d)));
  for (const std::string_view each : names) out.push_back(&column(each));
  return out;
}

using Cells = std::vector<Value>;

void add_place(Cells& cells, Window window, const std::vector<std::string>& group) {
  cells.insert(cells.end(), {window.from, window.to});
  for (const std::string& value : group) cells.push_back(text(value));
}

/// The figure, its interval and n.
void add_estimate(Cells& cells, const Estimate& e) {
  cells.push_back(maybe(e.value));
  cells.push_back(e.interval ? Value(e.interval->low) : Value());
  cells.push_back(e.interval ? Value(e.interval->high) : Value());
  cells.push_back(count(e.n));
}

/// Frequencies that another profile counts in days a week are no rates a day.
bool comparable(DeliveryMetric metric, const metrics::Profile& profile) {
  return metric != DeliveryMetric::deployment_frequency || unit(metric, profile) == "1/day";
}

void add_standing(Cells& cells, int year, DeliveryMetric metric, const metrics::Profile& profile,
                  const Estimate& e) {
  metrics::Standing s;
  if (e.value && !comparable(metric, profile))
    s.reason = "the profile counts in " + std::string(unit(metric, profile));
  else if (metrics::has_scores(year))
    s.reason = e.value ? "the report of " + std::to_string(year) + " has scores, no bands" : "no data";
  else
    s = standing(year, metric, e);
  cells.push_back(text(s.band));
  cells.push_back(s.bands.empty() ? Value() : Value(s.bands));
  cells.push_back(text(s.published));
  cells.push_back(text(s.reason));
}

void add_score(Cells& cells, int year, DeliveryMetric metric, const metrics::Profile& profile,
               const Estimate& e) {
  if (!metrics::has_scores(year) || !comparable(metric, profile)) {
    cells.resize(cells.size() + 6);
    return;
  }
  const metrics::Score s = metrics::score_2025(metric, e);
  cells.insert(cells.end(), {maybe(s.score), maybe(s.low), maybe(s.high)});
  cells.insert(cells.end(), {s.mean, s.deviation, maybe(s.distance)});
}

using Group = std::vector<std::string>;
using Estimates = std::vector<Estimate>;  ///< in the order of kDeliveryMetrics

Result<std::map<Group, Estimates>> estimates(const metrics::Reading& reading, const Query& query) {
  std::map<Group, Estimates> out;
  const auto done = metrics::each_delivery_row(reading, query, [&](const DeliveryRow& row) {
    Estimates& of_group = out[row.group];
    for (const DeliveryMetric metric : metrics::kDeliveryMetrics) of_group.push_back(estimate(metric, row));
  });
  if (done.has_error()) return done.error();
  return out;
}

}  // namespace

Result<Table> bands_table(const metrics::Analysis& analysis, const Query& query, std::optional<int> year) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  const metrics::Profile& profile = *metrics::find_profile(query.profile);
  const metrics::Reading reading(analysis, profile, query.interruption);
  Table table{columns_for(query, {"year", "metric", "unit", "value", "low", "high", "n", "band", "bands",
                                  "published", "reason", "score", "score_low", "score_high", "score_mean",
                                  "score_deviation", "score_distance", "profile"}),
              {}};
  std::vector<int> years;
  std::size_t bands = 0;  // rows of the answer for one of delivery
  for (const int each : metrics::band_years()) {
    if (year && *year != each) continue;
    years.push_back(each);
    bands += metrics::surveyed_metrics(each).size();
  }
  const auto add = [&](const DeliveryRow& row) {
    for (const int each : years) {
      for (const DeliveryMetric metric : metrics::surveyed_metrics(each)) {
        const Estimate e = estimate(metric, row);
        Cells& cells = table.rows.emplace_back();
        add_place(cells, row.bucket, row.group);
        cells.emplace_back(std::int64_t{each});
        cells.push_back(text(name(metric)));
        cells.push_back(text(unit(metric, profile)));
        add_estimate(cells, e);
        add_standing(cells, each, metric, profile, e);
        add_score(cells, each, metric, profile, e);
        cells.emplace_back(query.profile);
      }
    }
  };
  const auto expect = [&](std::size_t rows) { table.rows.expect(rows * bands); };
  const auto done = metrics::each_delivery_row(reading, query, add, expect);
  if (done.has_error()) return done.error();
  return table;
}

Result<Table> trend_table(const metrics::Analysis& analysis, const Query& query) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  if (query.bucket != Bucket::none)
    return Error{Code::invalid, "bucket: a trend compares the whole window; leave it out"};
  const auto window = metrics::period_before(query.window, query.tz);
  if (window.has_error()) return window.error();
  const metrics::Profile& profile = *metrics::find_profile(query.profile);
  const metrics::Reading reading(analysis, profile, query.interruption);
  Query earlier = query;
  earlier.window = *window;
  const auto now = estimates(reading, query), before = estimates(reading, earlier);
  if (now.has_error()) return now.error();
  if (before.has_error()) return before.error();
  Table table{columns_for(query, {"metric", "unit", "value", "low", "high", "n", "previous_time", "previous",
                                  "previous_low", "previous_high", "previous_n", "change", "change_ratio",
                                  "verdict", "profile"}),
              {}};
  const Estimates nothing(std::size(metrics::kDeliveryMetrics));
  for (const auto& [group, figures] : *now) {
    const auto known = before->find(group);
    const Estimates& then = known == before->end() ? nothing : known->second;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const DeliveryMetric metric = metrics::kDeliveryMetrics[i];
      const metrics::Trend trend = metrics::trend(metric, figures[i], then[i]);
      Cells& cells = table.rows.emplace_back();
      add_place(cells, query.window, group);
      cells.push_back(text(name(metric)));
      cells.push_back(text(unit(metric, profile)));
      add_estimate(cells, figures[i]);
      cells.emplace_back(window->from);
      add_estimate(cells, then[i]);
      cells.push_back(maybe(trend.change));
      cells.push_back(maybe(trend.ratio));
      cells.push_back(text(name(trend.verdict)));
      cells.emplace_back(query.profile);
    }
  }
  return table;
}

}  // namespace shiptally::expose
