#include "tests/metrics/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace shiptally::metrics::testing {
namespace {

std::string join(std::vector<std::string> ids) {
  if (ids.empty()) return "none";
  std::sort(ids.begin(), ids.end());
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : ",") + id;
  return out;
}

std::string steps(const Analysis& a, const std::vector<StepIndex>& indices) {
  std::vector<std::string> ids;
  for (const StepIndex i : indices) ids.emplace_back(a.facts->texts(a.history.fact(i)).id);
  return join(std::move(ids));
}

std::string commits(const Analysis& a, const std::vector<CommitIndex>& indices) {
  std::vector<std::string> ids;
  for (const CommitIndex i : indices) ids.push_back(unpack_sha(a.graph.nodes[i].packed_sha()));
  return join(std::move(ids));
}

std::vector<std::uint32_t> indices(const std::vector<Exclusion>& exclusions) {
  std::vector<std::uint32_t> out;
  for (const Exclusion& e : exclusions) out.push_back(e.index);
  return out;
}

std::string ratio(std::size_t hits, std::size_t all, bool known) {
  return known ? std::to_string(hits) + "/" + std::to_string(all) : "none";
}

std::string decimal(std::optional<double> value) {
  if (!value) return "none";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", *value);
  return text;
}

std::string changes(const Analysis& a, const std::vector<Exclusion>& exclusions) {
  std::vector<std::string> ids;
  for (const Exclusion& e : exclusions) ids.push_back(fact_name(*a.facts, a.facts->changes()[e.index]));
  return join(std::move(ids));
}

/// Of whatever the profile observes.
std::string names(const Analysis& a, Subject subject, const std::vector<std::uint32_t>& items) {
  const auto id = [&](std::uint32_t i) {
    return std::string(subject == Subject::change ? a.facts->texts(a.facts->changes()[i]).id
                                                  : a.facts->texts(*a.incidents[i]).id);
  };
  if (subject == Subject::commit) return commits(a, items);
  if (subject == Subject::deployment) return steps(a, items);
  std::vector<std::string> ids;
  for (const std::uint32_t i : items) ids.push_back(id(i));
  return join(std::move(ids));
}

using Row = const DeliveryRow&;
using A = const Analysis&;
using Text = std::string (*)(A, Row);

template <Stage stage>
std::string stage_time(A, Row r) {
  return duration_text((*r.stages)[stage].median_seconds);
}
template <Stage stage>
std::string stage_changes(A, Row r) {
  return std::to_string((*r.stages)[stage].changes.size());
}
template <Stage stage>
std::string stage_excluded(A a, Row r) {
  return changes(a, (*r.stages)[stage].excluded);
}

const std::map<std::string_view, Text> kFigures = {
    {"coding_time_p50", stage_time<Stage::coding>},
    {"coding_time_changes", stage_changes<Stage::coding>},
    {"coding_time_excluded", stage_excluded<Stage::coding>},
    {"pickup_time_p50", stage_time<Stage::pickup>},
    {"pickup_time_changes", stage_changes<Stage::pickup>},
    {"pickup_time_excluded", stage_excluded<Stage::pickup>},
    {"review_time_p50", stage_time<Stage::review>},
    {"review_time_changes", stage_changes<Stage::review>},
    {"review_time_excluded", stage_excluded<Stage::review>},
    {"deploy_wait_p50", stage_time<Stage::deploy_wait>},
    {"deploy_wait_changes", stage_changes<Stage::deploy_wait>},
    {"deploy_wait_excluded", stage_excluded<Stage::deploy_wait>},
    {"deployments", [](A, Row r) { return std::to_string(r.frequency.deployments.size()); }},
    {"failed_rollouts", [](A, Row r) { return std::to_string(r.failed_rollouts); }},
    {"deployment_frequency", [](A, Row r) { return decimal(r.frequency.value); }},
    {"active_days_ratio", [](A, Row r) { return decimal(r.frequency.active_days_ratio); }},
    {"lead_time_p50", [](A, Row r) { return duration_text(r.lead_time.p50_seconds); }},
    {"lead_time_p75", [](A, Row r) { return duration_text(r.lead_time.p75_seconds); }},
    {"lead_time_p90", [](A, Row r) { return duration_text(r.lead_time.p90_seconds); }},
    {"lead_times", [](A a, Row r) { return names(a, r.lead_time.subject, r.lead_time.observations); }},
    {"lead_time_commits", [](A a, Row r) { return commits(a, r.lead_time.observations); }},
    {"lead_time_excluded",
     [](A a, Row r) { return names(a, r.lead_time.subject, indices(r.lead_time.excluded)); }},
    {"change_fail_rate",
     [](A, Row r) {
       const ChangeFailRate& rate = r.change_fail_rate;
       return ratio(rate.failed.size(), rate.base, rate.rate.has_value());
     }},
    {"change_fail_rate_low",
     [](A, Row r) {
       const auto& interval = r.change_fail_rate.interval;
       return decimal(interval ? std::optional(interval->low) : std::nullopt);
     }},
    {"change_fail_rate_high",
     [](A, Row r) {
       const auto& interval = r.change_fail_rate.interval;
       return decimal(interval ? std::optional(interval->high) : std::nullopt);
     }},
    {"failed", [](A a, Row r) { return steps(a, r.change_fail_rate.failed); }},
    {"recovery_time", [](A, Row r) { return duration_text(r.recovery_time.median_seconds); }},
    {"recoveries", [](A a, Row r) { return names(a, r.recovery_time.subject, r.recovery_time.recovered); }},
    {"recovered", [](A a, Row r) { return steps(a, r.recovery_time.recovered); }},
    {"recovery_open", [](A a, Row r) { return steps(a, r.recovery_time.open); }},
    {"recovery_excluded", [](A, Row r) { return std::to_string(r.recovery_time.excluded.size()); }},
    {"mttr_mean", [](A, Row r) { return duration_text(r.mttr.mean_seconds); }},
    {"mttr_median", [](A, Row r) { return duration_text(r.mttr.median_seconds); }},
    {"incidents", [](A, Row r) { return std::to_string(r.mttr.resolved.size()); }},
    {"incidents_open", [](A, Row r) { return std::to_string(r.mttr.open.size()); }},
    {"incidents_excluded", [](A, Row r) { return std::to_string(r.mttr.excluded.size()); }},
    {"rework_rate",
     [](A, Row r) {
       return ratio(r.rework_rate.reworks.size(), r.rework_rate.deployments.size(),
                    r.rework_rate.rate.has_value());
     }},
    {"reworks", [](A a, Row r) { return steps(a, r.rework_rate.reworks); }},
};

}  // namespace

std::string duration_text(std::optional<double> seconds) {
  if (!seconds) return "none";
  auto ms = static_cast<long long>(std::llround(*seconds * 1000));
  if (ms == 0) return "0s";
  std::string out;
  const std::pair<long long, const char*> units[] = {
      {86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1000, "s"}, {1, "ms"}};
  for (const auto& [length, unit] : units) {
    if (ms >= length) out += std::to_string(ms / length) + unit;
    ms %= length;
  }
  return out;
}

std::string figure_text(std::string_view figure, const Analysis& analysis, const DeliveryRow& row) {
  const auto at = kFigures.find(figure);
  return at == kFigures.end() ? std::string() : at->second(analysis, row);
}

}  // namespace shiptally::metrics::testing
