#include "daemon/metrics/delivery/delivery_explain.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "daemon/metrics/delivery/delivery.h"
#include "daemon/metrics/profiles/fact_names.h"

namespace shiptally::metrics {
namespace {

/// What an explanation is made from.
struct Scope {
  const Reading& reading;
  const Slice& slice;
  const Days& days;

  const Analysis& analysis() const { return reading.analysis; }
  std::string name(Subject subject, std::uint32_t i) const { return fact_name(analysis(), subject, i); }
};

std::vector<std::string> names(const Scope& scope, Subject subject, std::span<const std::uint32_t> indices) {
  std::vector<std::string> out;
  out.reserve(indices.size());
  for (const std::uint32_t i : indices) out.push_back(scope.name(subject, i));
  std::sort(out.begin(), out.end());
  return out;
}

/// Observations as the numerator, each with its value, by id.
void observe(Explanation& into, const Scope& scope, Subject subject, std::span<const std::uint32_t> indices,
             std::span<const Millis> spans) {
  std::vector<std::pair<std::string, double>> named;
  named.reserve(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i)
    named.emplace_back(scope.name(subject, indices[i]), seconds(spans[i]));
  std::sort(named.begin(), named.end());
  into.n = named.size();
  for (auto& [id, value] : named) {
    into.numerator.push_back(std::move(id));
    into.values.push_back(value);
  }
}

void exclude(Explanation& into, const Scope& scope, Subject subject, std::span<const Exclusion> exclusions) {
  for (const Exclusion& e : exclusions)
    into.exclusions.push_back({scope.name(subject, e.index), std::string(e.reason)});
}

void exclude_all(Explanation& into, const Scope& scope, Subject subject,
                 std::span<const std::uint32_t> indices, std::string_view reason) {
  for (const std::uint32_t i : indices)
    into.exclusions.push_back({scope.name(subject, i), std::string(reason)});
}

void exclude_failed_rollouts(Explanation& into, const Scope& scope) {
  exclude_all(into, scope, Subject::rollout, scope.slice.failed_rollouts,
              "failed rollout: it never reached users");
}

void explain_deployments(Explanation& out, const Scope& scope) {
  out.n = scope.slice.deployments.size();
  out.value = static_cast<double>(out.n);
  out.numerator = names(scope, Subject::deployment, scope.slice.deployments);
  exclude_failed_rollouts(out, scope);
}

void explain_failed_rollouts(Explanation& out, const Scope& scope) {
  out.n = scope.slice.failed_rollouts.size();
  out.value = static_cast<double>(out.n);
  out.numerator = names(scope, Subject::rollout, scope.slice.failed_rollouts);
}

void explain_frequency(Explanation& out, const Scope& scope) {
  const auto figure = deployment_frequency(scope.reading, scope.slice, scope.days);
  out.value = figure.value;
  out.interval = figure.interval;
  out.divisor = figure.divisor;
  out.unit = scope.reading.profile.frequency_unit;
  const bool quarter = scope.reading.profile.frequency == Frequency::days_a_week_quarter;
  const auto& counted = quarter ? scope.slice.quarter : figure.deployments;
  out.n = counted.size();
  out.numerator = names(scope, Subject::deployment, counted);
  exclude_failed_rollouts(out, scope);
}

void explain_active_days(Explanation& out, const Scope& scope) {
  const auto figure = deployment_frequency(scope.reading, scope.slice, scope.days);
  out.value = figure.active_days_ratio;
  out.n = scope.days.touched(scope.slice.window);
  out.divisor = static_cast<double>(out.n);
  std::vector<std::size_t> days;
  for (const StepIndex step : figure.deployments)
    days.push_back(scope.days.index(scope.analysis().history.steps[step].finished));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  for (const std::size_t day : days) out.numerator.push_back(format_instant(scope.days.start(day)));
  exclude_failed_rollouts(out, scope);
}

template <auto Quantile>
void explain_lead_time(Explanation& out, const Scope& scope) {
  const LeadTime figure = lead_time(scope.reading, scope.slice, scope.days);
  out.value = figure.*Quantile;
  if (Quantile == &LeadTime::p50_seconds) out.interval = figure.p50_interval;
  observe(out, scope, figure.subject, figure.observations, figure.spans);
  exclude(out, scope, figure.subject, figure.excluded);
  exclude(out, scope, figure.subject, figure.left_out);
}

template <Stage stage>
void explain_stage(Explanation& out, const Scope& scope) {
  const Stages all = stages(scope.analysis(), scope.slice);
  const StageTime& figure = all[stage];
  out.value = figure.median_seconds;
  observe(out, scope, Subject::change, figure.changes, figure.spans);
  exclude(out, scope, Subject::change, figure.excluded);
  std::vector<ChangeIndex> counted = figure.changes;
  for (const Exclusion& e : figure.excluded) counted.push_back(e.index);
  std::sort(counted.begin(), counted.end());
  std::vector<ChangeIndex> rest = all.changes;
  std::sort(rest.begin(), rest.end());
  std::vector<ChangeIndex> unknown;
  std::set_difference(rest.begin(), rest.end(), counted.begin(), counted.end(), std::back_inserter(unknown));
  exclude_all(out, scope, Subject::change, unknown, "unknown: nobody told both ends of the stage");
}

void exclude_incidents(Explanation& out, const Scope& scope) {
  for (const IncidentIndex i : scope.slice.incidents) {
    const CompactIncident& incident = *scope.analysis().incidents[i];
    const std::string id = scope.name(Subject::incident, i);
    if (incident.external && scope.reading.profile.ours())
      out.exclusions.push_back({id, "external incident: its cause is outside"});
    else if (scope.reading.verdicts().attributed[i] == kNoStep && !scope.reading.profile.ours())
      out.exclusions.push_back({id, "incident not attributed: this profile puts it to no deployment"});
    else if (scope.reading.verdicts().attributed[i] == kNoStep)
      out.exclusions.push_back({id, scope.analysis().facts->texts(incident).deployment.empty()
                                        ? "incident not attributed: no deployment shortly before it"
                                        : "incident not attributed: it names an unknown deployment"});
  }
}

void explain_change_fail_rate(Explanation& out, const Scope& scope) {
  const ChangeFailRate figure = change_fail_rate(scope.reading, scope.slice);
  out.value = figure.rate;
  out.n = figure.base;
  out.divisor = static_cast<double>(figure.base);
  out.interval = figure.interval;
  if (figure.incidents.empty()) {
    out.numerator = names(scope, figure.subject, figure.failed);
  } else {
    for (std::size_t i = 0; i < figure.failed.size(); ++i)
      out.numerator.push_back(scope.name(Subject::commit, figure.failed[i]) + " x " +
                              scope.name(Subject::incident, figure.incidents[i]));
    std::sort(out.numerator.begin(), out.numerator.end());
  }
  out.denominator = names(scope, Subject::deployment, figure.deployments);
  exclude(out, scope, Subject::deployment, figure.excluded);
  exclude_failed_rollouts(out, scope);
  if (figure.subject == Subject::deployment) exclude_incidents(out, scope);
}

void explain_recovery_time(Explanation& out, const Scope& scope) {
  const RecoveryTime figure = recovery_time(scope.reading, scope.slice, scope.days);
  out.value = figure.median_seconds;
  out.interval = figure.interval;
  observe(out, scope, figure.subject, figure.recovered, figure.spans);
  exclude(out, scope, figure.subject, figure.excluded);
  exclude_all(out, scope, figure.subject, figure.open, "still open");
}

template <auto Average>
void explain_mttr(Explanation& out, const Scope& scope) {
  const Mttr figure = mttr(scope.analysis(), scope.slice);
  out.value = figure.*Average;
  if (Average == &Mttr::median_seconds) out.interval = figure.median_interval;
  observe(out, scope, Subject::incident, figure.resolved, figure.spans);
  exclude(out, scope, Subject::incident, figure.excluded);
  exclude_all(out, scope, Subject::incident, figure.open, "still open");
}

void explain_rework_rate(Explanation& out, const Scope& scope) {
  const ReworkRate figure = rework_rate(scope.reading, scope.slice);
  out.value = figure.rate;
  out.n = figure.deployments.size();
  out.divisor = static_cast<double>(out.n);
  out.interval = figure.interval;
  out.numerator = names(scope, Subject::deployment, figure.reworks);
  out.denominator = names(scope, Subject::deployment, figure.deployments);
  exclude_failed_rollouts(out, scope);
}

struct Explainer {
  std::string_view metric, unit;
  std::string_view definition;            ///< where all profiles agree
  std::string_view Profile::*by_profile;  ///< where they do not
  void (*explain)(Explanation&, const Scope&);
};

constexpr std::string_view kMttr = "From opened to resolved, over all incidents opened in the window.";
constexpr std::string_view kStageNote =
    " Median over the changes that went live in the window; a negative span is left out.";

constexpr Explainer kExplainers[] = {
    {"active_days_ratio", "ratio", "Calendar days with a successful deployment / days of the window.",
     nullptr, explain_active_days},
    {"change_fail_rate", "ratio", "", &Profile::failure_text, explain_change_fail_rate},
    {"coding_time_p50", "seconds", "From the change's first commit authored to opened.", nullptr,
     explain_stage<Stage::coding>},
    {"deploy_wait_p50", "seconds", "From the change merged to the finish of the deployment that brought it.",
     nullptr, explain_stage<Stage::deploy_wait>},
    {"deployment_frequency", "1/day", "", &Profile::frequency_text, explain_frequency},
    {"deployments", "", "Successful deployments; baselines and failed pipelines are none.", nullptr,
     explain_deployments},
    {"failed_rollouts", "", "Deployments whose pipeline failed: they never reached users.", nullptr,
     explain_failed_rollouts},
    {"lead_time_p50", "seconds", "", &Profile::lead_text, explain_lead_time<&LeadTime::p50_seconds>},
    {"lead_time_p75", "seconds", "", &Profile::lead_text, explain_lead_time<&LeadTime::p75_seconds>},
    {"lead_time_p90", "seconds", "", &Profile::lead_text, explain_lead_time<&LeadTime::p90_seconds>},
    {"mttr_mean", "seconds", kMttr, nullptr, explain_mttr<&Mttr::mean_seconds>},
    {"mttr_median", "seconds", kMttr, nullptr, explain_mttr<&Mttr::median_seconds>},
    {"pickup_time_p50", "seconds", "From the change opened to its first review by somebody else.", nullptr,
     explain_stage<Stage::pickup>},
    {"recovery_time", "seconds", "", &Profile::recovery_text, explain_recovery_time},
    {"review_time_p50", "seconds", "From the change's first review by somebody else to merged.", nullptr,
     explain_stage<Stage::review>},
    {"rework_rate", "ratio",
     "Deployments that repair (rollback, hotfix, revert, failed repair, or named as an incident's remedy) / "
     "all successful deployments.",
     nullptr, explain_rework_rate},
};

constexpr auto kNames = [] {
  std::array<std::string_view, std::size(kExplainers)> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = kExplainers[i].metric;
  return out;
}();

const Explainer* find(std::string_view metric) {
  constexpr std::string_view suffix = "_seconds";
  if (metric.ends_with(suffix)) metric.remove_suffix(suffix.size());
  if (metric == "lead_time") metric = "lead_time_p50";
  for (const Explainer& e : kExplainers)
    if (e.metric == metric) return &e;
  return nullptr;
}

Error unknown(std::string_view metric) {
  std::string message = "metric: unknown metric \"" + std::string(metric) + "\"; known:";
  for (const std::string_view name : kNames) message.append(" ").append(name);
  return {Code::invalid, message};
}

/// Whether the profile has such a figure.
bool knows(const Profile& profile, const Explainer& explainer) {
  constexpr std::string_view kOursOnly[] = {"active_days_ratio", "coding_time_p50", "deploy_wait_p50",
                                            "lead_time_p75",     "lead_time_p90",   "pickup_time_p50",
                                            "review_time_p50"};
  if (explainer.metric == "rework_rate") return profile.rework;
  return profile.ours() ||
         std::find(std::begin(kOursOnly), std::end(kOursOnly), explainer.metric) == std::end(kOursOnly);
}

std::string definition(const Explainer& explainer, const Profile& profile) {
  if (!knows(profile, explainer))
    return "Profile " + std::string(profile.name) + " does not know this figure.";
  std::string text(explainer.by_profile != nullptr ? profile.*explainer.by_profile : explainer.definition);
  if (explainer.metric.ends_with("_p50") && explainer.by_profile == nullptr) text += kStageNote;
  return text;
}

}  // namespace

std::span<const std::string_view> delivery_metrics() { return kNames; }

Result<Explanation> explain_delivery(std::string_view metric, const Reading& reading, const Query& query) {
  const Explainer* explainer = find(metric);
  if (explainer == nullptr) return unknown(metric);
  Query whole = query;
  whole.bucket = Bucket::none;
  whole.group_by.clear();
  const auto cut = slices(reading, whole);
  if (cut.has_error()) return cut.error();
  const auto days = days_of(reading.profile, whole);
  if (days.has_error()) return days.error();
  const Slice nothing = empty_slice(whole.window);
  Explanation out =
      explain_slice(explainer->metric, reading, cut->empty() ? nothing : cut->front().slice, *days);
  out.definition = definition(*explainer, reading.profile);
  out.query = whole;
  return out;
}

Explanation explain_slice(std::string_view metric, const Reading& reading, const Slice& slice,
                          const Days& days) {
  const Explainer& explainer = *find(metric);
  Explanation out;
  out.metric = explainer.metric;
  out.unit = explainer.unit;
  out.profile = reading.profile.name;
  out.profile_version = reading.profile.version;
  if (knows(reading.profile, explainer)) explainer.explain(out, {reading, slice, days});
  std::sort(out.exclusions.begin(), out.exclusions.end(), [](const ExcludedFact& a, const ExcludedFact& b) {
    return std::tie(a.id, a.reason) < std::tie(b.id, b.reason);
  });
  return out;
}

Result<Explanation> explain_delivery(std::string_view metric, DeliveryFacts facts, const Query& query,
                                     const DeliveryRules& rules) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  const Analysis analysis = analyse(facts, rules);
  return explain_delivery(metric, Reading(analysis, *find_profile(query.profile), query.interruption), query);
}

}  // namespace shiptally::metrics
