#include "daemon/metrics/delivery_explain.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "daemon/metrics/delivery.h"

namespace shiptally::metrics {
namespace {

/// What an explanation is made from.
struct Scope {
  const Analysis& analysis;
  const Slice& slice;
  const Days& days;

  std::string step(StepIndex i) const { return fact_name(*analysis.facts, analysis.history.fact(i)); }
  std::string commit(CommitIndex i) const { return fact_name(*analysis.facts, analysis.graph.nodes[i]); }
  std::string incident(IncidentIndex i) const { return fact_name(*analysis.facts, *analysis.incidents[i]); }
};

/// Names facts by one of the members of Scope.
using Namer = std::string (Scope::*)(std::uint32_t) const;

std::vector<std::string> names(const Scope& scope, Namer namer, std::span<const std::uint32_t> indices) {
  std::vector<std::string> out;
  out.reserve(indices.size());
  for (const std::uint32_t i : indices) out.push_back((scope.*namer)(i));
  std::sort(out.begin(), out.end());
  return out;
}

void exclude(Explanation& into, const Scope& scope, Namer namer, std::span<const Exclusion> exclusions) {
  for (const Exclusion& e : exclusions)
    into.exclusions.push_back({(scope.*namer)(e.index), std::string(e.reason)});
}

void exclude_failed_rollouts(Explanation& into, const Scope& scope) {
  const CompactFacts& facts = *scope.analysis.facts;
  for (const FactIndex i : scope.slice.failed_rollouts)
    into.exclusions.push_back(
        {fact_name(facts, facts.deployments()[i]), "failed rollout: it never reached users"});
}

void explain_frequency(Explanation& out, const Scope& scope) {
  const auto figure = deployment_frequency(scope.analysis, scope.slice, scope.days);
  out.value = figure.per_day;
  out.n = figure.deployments.size();
  out.numerator = names(scope, &Scope::step, figure.deployments);
  exclude_failed_rollouts(out, scope);
}

template <auto Quantile>
void explain_lead_time(Explanation& out, const Scope& scope) {
  const LeadTime figure = lead_time(scope.analysis, scope.slice);
  out.value = figure.*Quantile;
  out.n = figure.commits.size();
  out.numerator = names(scope, &Scope::commit, figure.commits);
  exclude(out, scope, &Scope::commit, figure.excluded);
}

void explain_change_fail_rate(Explanation& out, const Scope& scope) {
  const ChangeFailRate figure = change_fail_rate(scope.analysis, scope.slice);
  out.value = figure.rate;
  out.n = figure.deployments.size();
  out.interval = figure.interval;
  out.numerator = names(scope, &Scope::step, figure.failed);
  out.denominator = names(scope, &Scope::step, figure.deployments);
  exclude(out, scope, &Scope::step, figure.excluded);
  exclude_failed_rollouts(out, scope);
  for (const IncidentIndex i : scope.slice.incidents) {
    const CompactIncident& incident = *scope.analysis.incidents[i];
    if (incident.external)
      out.exclusions.push_back({scope.incident(i), "external incident: its cause is outside"});
    else if (scope.analysis.verdicts.attributed[i] == kNoStep)
      out.exclusions.push_back(
          {scope.incident(i), scope.analysis.facts->texts(incident).deployment.empty()
                                  ? "incident not attributed: no deployment shortly before it"
                                  : "incident not attributed: it names an unknown deployment"});
  }
}

void explain_recovery_time(Explanation& out, const Scope& scope) {
  const RecoveryTime figure = recovery_time(scope.analysis, scope.slice);
  out.value = figure.median_seconds;
  out.n = figure.recovered.size();
  out.numerator = names(scope, &Scope::step, figure.recovered);
  exclude(out, scope, &Scope::step, figure.excluded);
  for (const StepIndex i : figure.open) out.exclusions.push_back({scope.step(i), "still open"});
}

template <auto Average>
void explain_mttr(Explanation& out, const Scope& scope) {
  const Mttr figure = mttr(scope.analysis, scope.slice);
  out.value = figure.*Average;
  out.n = figure.resolved.size();
  out.numerator = names(scope, &Scope::incident, figure.resolved);
  exclude(out, scope, &Scope::incident, figure.excluded);
  for (const IncidentIndex i : figure.open) out.exclusions.push_back({scope.incident(i), "still open"});
}

void explain_rework_rate(Explanation& out, const Scope& scope) {
  const ReworkRate figure = rework_rate(scope.analysis, scope.slice);
  out.value = figure.rate;
  out.n = figure.deployments.size();
  out.interval = figure.interval;
  out.numerator = names(scope, &Scope::step, figure.reworks);
  out.denominator = names(scope, &Scope::step, figure.deployments);
  exclude_failed_rollouts(out, scope);
}

struct Explainer {
  std::string_view metric, unit, definition;
  void (*explain)(Explanation&, const Scope&);
};

constexpr std::string_view kLeadTime =
    "Per commit, from authored to the finish of the first successful deployment of that service and "
    "environment "
    "that contains it. Merge commits are left out.";
constexpr std::string_view kMttr = "From opened to resolved, over all incidents opened in the window.";

constexpr Explainer kExplainers[] = {
    {"change_fail_rate", "ratio",
     "Failed deployments / successful deployments that are not themselves rollbacks. Failed is a successful "
     "rollout "
     "that an incident names, that was undone, that a hotfix or revert follows, or that an incident followed "
     "before "
     "the next one within the limit.",
     explain_change_fail_rate},
    {"deployment_frequency", "1/day", "Successful deployments per day of the window, days without any count.",
     explain_frequency},
    {"lead_time_p50", "seconds", kLeadTime, explain_lead_time<&LeadTime::p50_seconds>},
    {"lead_time_p75", "seconds", kLeadTime, explain_lead_time<&LeadTime::p75_seconds>},
    {"lead_time_p90", "seconds", kLeadTime, explain_lead_time<&LeadTime::p90_seconds>},
    {"mttr_mean", "seconds", kMttr, explain_mttr<&Mttr::mean_seconds>},
    {"mttr_median", "seconds", kMttr, explain_mttr<&Mttr::median_seconds>},
    {"recovery_time", "seconds",
     "Median over failed deployments, from finish to the earlier of incident resolved and remedying "
     "deployment "
     "finished.",
     explain_recovery_time},
    {"rework_rate", "ratio",
     "Deployments that repair (rollback, hotfix, revert, failed repair, or named as an incident's remedy) / "
     "all "
     "successful deployments.",
     explain_rework_rate},
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

}  // namespace

std::span<const std::string_view> delivery_metrics() { return kNames; }

Result<Explanation> explain_delivery(std::string_view metric, const Analysis& analysis, const Query& query) {
  const Explainer* explainer = find(metric);
  if (explainer == nullptr) return unknown(metric);
  Query whole = query;
  whole.bucket = Bucket::none;
  whole.group_by.clear();
  const auto cut = slices(analysis, whole);
  if (cut.has_error()) return cut.error();
  const auto days = Days::of(whole.window, whole.tz);
  if (days.has_error()) return days.error();
  const Slice nothing{whole.window, {}, {}, {}};
  Explanation out;
  out.metric = explainer->metric;
  out.definition = explainer->definition;
  out.unit = explainer->unit;
  out.profile = whole.profile;
  out.query = whole;
  explainer->explain(out, {analysis, cut->empty() ? nothing : cut->front().slice, *days});
  std::sort(out.exclusions.begin(), out.exclusions.end(), [](const ExcludedFact& a, const ExcludedFact& b) {
    return std::tie(a.id, a.reason) < std::tie(b.id, b.reason);
  });
  return out;
}

Result<Explanation> explain_delivery(std::string_view metric, DeliveryFacts facts, const Query& query,
                                     const DeliveryRules& rules) {
  return explain_delivery(metric, analyse(facts, rules), query);
}

}  // namespace shiptally::metrics
