#include "daemon/metrics/delivery/evidence.h"

#include <algorithm>

#include "daemon/metrics/profiles/fact_names.h"

namespace shiptally::metrics {
namespace {

std::vector<std::string> names(const Evidence& evidence, Subject subject,
                               std::span<const std::uint32_t> indices) {
  std::vector<std::string> out;
  out.reserve(indices.size());
  for (const std::uint32_t i : indices) out.push_back(fact_name(evidence.analysis(), subject, i));
  std::sort(out.begin(), out.end());
  return out;
}

/// Observations as the numerator, each with its value, by id.
void observe(Explanation& into, const Evidence& evidence, Subject subject,
             std::span<const std::uint32_t> indices, std::span<const Millis> spans) {
  std::vector<std::pair<std::string, double>> named;
  named.reserve(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i)
    named.emplace_back(fact_name(evidence.analysis(), subject, indices[i]), seconds(spans[i]));
  std::sort(named.begin(), named.end());
  for (auto& [id, value] : named) {
    into.numerator.push_back(std::move(id));
    into.values.push_back(value);
  }
}

void exclude(Explanation& into, const Evidence& evidence, Subject subject,
             std::span<const Exclusion> exclusions) {
  for (const Exclusion& e : exclusions)
    into.exclusions.push_back({fact_name(evidence.analysis(), subject, e.index), std::string(e.reason)});
}

void exclude_all(Explanation& into, const Evidence& evidence, Subject subject,
                 std::span<const std::uint32_t> indices, std::string_view reason) {
  for (const std::uint32_t i : indices)
    into.exclusions.push_back({fact_name(evidence.analysis(), subject, i), std::string(reason)});
}

void exclude_failed_rollouts(Explanation& into, const Evidence& evidence) {
  exclude_all(into, evidence, Subject::rollout, evidence.slice.failed_rollouts,
              "failed rollout: it never reached users");
}

void exclude_incidents(Explanation& out, const Evidence& evidence) {
  for (const IncidentIndex i : evidence.slice.incidents) {
    const CompactIncident& incident = *evidence.analysis().incidents[i];
    const std::string id = fact_name(evidence.analysis(), Subject::incident, i);
    if (incident.external && evidence.reading.profile.ours())
      out.exclusions.push_back({id, "external incident: its cause is outside"});
    else if (evidence.reading.verdicts().attributed[i] == kNoStep && !evidence.reading.profile.ours())
      out.exclusions.push_back({id, "incident not attributed: this profile puts it to no deployment"});
    else if (evidence.reading.verdicts().attributed[i] == kNoStep)
      out.exclusions.push_back({id, evidence.analysis().facts->texts(incident).deployment.empty()
                                        ? "incident not attributed: no deployment shortly before it"
                                        : "incident not attributed: it names an unknown deployment"});
  }
}

}  // namespace

void explain_deployments(Explanation& out, const Evidence& evidence) {
  out.numerator = names(evidence, Subject::deployment, evidence.slice.deployments);
  exclude_failed_rollouts(out, evidence);
}

void explain_failed_rollouts(Explanation& out, const Evidence& evidence) {
  out.numerator = names(evidence, Subject::rollout, evidence.slice.failed_rollouts);
}

void explain_frequency(Explanation& out, const Evidence& evidence) {
  out.divisor = evidence.row.frequency.divisor;
  const bool quarter = evidence.reading.profile.frequency == Frequency::days_a_week_quarter;
  out.numerator =
      names(evidence, Subject::deployment, quarter ? evidence.slice.quarter : evidence.slice.deployments);
  exclude_failed_rollouts(out, evidence);
}

void explain_active_days(Explanation& out, const Evidence& evidence) {
  out.divisor = static_cast<double>(evidence.row.frequency.days);
  std::vector<std::size_t> days;
  for (const StepIndex step : evidence.slice.deployments)
    days.push_back(evidence.days.index(evidence.analysis().history.steps[step].finished));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  for (const std::size_t day : days) out.numerator.push_back(format_instant(evidence.days.start(day)));
  exclude_failed_rollouts(out, evidence);
}

void explain_lead_time(Explanation& out, const Evidence& evidence) {
  const LeadTime& figure = evidence.row.lead_time;
  observe(out, evidence, figure.subject, figure.observations, figure.spans);
  exclude(out, evidence, figure.subject, figure.excluded);
  exclude(out, evidence, figure.subject, figure.left_out);
}

void explain_stage_time(Explanation& out, const Evidence& evidence, Stage stage) {
  const Stages& all = *evidence.row.stages;
  const StageTime& figure = all[stage];
  observe(out, evidence, Subject::change, figure.changes, figure.spans);
  exclude(out, evidence, Subject::change, figure.excluded);
  std::vector<ChangeIndex> counted = figure.changes;
  for (const Exclusion& e : figure.excluded) counted.push_back(e.index);
  std::sort(counted.begin(), counted.end());
  std::vector<ChangeIndex> rest = all.changes;
  std::sort(rest.begin(), rest.end());
  std::vector<ChangeIndex> unknown;
  std::set_difference(rest.begin(), rest.end(), counted.begin(), counted.end(), std::back_inserter(unknown));
  exclude_all(out, evidence, Subject::change, unknown, "unknown: nobody told both ends of the stage");
}

void explain_change_fail_rate(Explanation& out, const Evidence& evidence) {
  const ChangeFailRate& figure = evidence.row.change_fail_rate;
  out.divisor = static_cast<double>(figure.base);
  if (figure.incidents.empty()) {
    out.numerator = names(evidence, figure.subject, figure.failed);
  } else {
    for (std::size_t i = 0; i < figure.failed.size(); ++i)
      out.numerator.push_back(fact_name(evidence.analysis(), Subject::commit, figure.failed[i]) + " x " +
                              fact_name(evidence.analysis(), Subject::incident, figure.incidents[i]));
    std::sort(out.numerator.begin(), out.numerator.end());
  }
  out.denominator = names(evidence, Subject::deployment, figure.deployments);
  exclude(out, evidence, Subject::deployment, figure.excluded);
  exclude_failed_rollouts(out, evidence);
  if (figure.subject == Subject::deployment) exclude_incidents(out, evidence);
}

void explain_recovery_time(Explanation& out, const Evidence& evidence) {
  const RecoveryTime& figure = evidence.row.recovery_time;
  observe(out, evidence, figure.subject, figure.recovered, figure.spans);
  exclude(out, evidence, figure.subject, figure.excluded);
  exclude_all(out, evidence, figure.subject, figure.open, "still open");
}

void explain_mttr(Explanation& out, const Evidence& evidence) {
  const Mttr& figure = evidence.row.mttr;
  observe(out, evidence, Subject::incident, figure.resolved, figure.spans);
  exclude(out, evidence, Subject::incident, figure.excluded);
  exclude_all(out, evidence, Subject::incident, figure.open, "still open");
}

void explain_rework_rate(Explanation& out, const Evidence& evidence) {
  const ReworkRate& figure = evidence.row.rework_rate;
  out.divisor = static_cast<double>(figure.deployments.size());
  out.numerator = names(evidence, Subject::deployment, figure.reworks);
  out.denominator = names(evidence, Subject::deployment, figure.deployments);
  exclude_failed_rollouts(out, evidence);
}

}  // namespace shiptally::metrics
