#include "daemon/metrics/delivery/attribution.h"

#include <algorithm>
#include <tuple>

namespace shiptally::metrics {

std::string_view name(Strength strength) {
  switch (strength) {
    case Strength::incident_link:
      return "incident_link";
    case Strength::undone:
      return "undone";
    case Strength::repaired:
      return "repaired";
    case Strength::incident_after:
      return "incident_after";
    case Strength::earlier_deployment:
      return "earlier_deployment";
    case Strength::other_environment:
      return "other_environment";
    case Strength::same_team:
      return "same_team";
  }
  return {};
}

Strength strength(FailureReason reason) {
  switch (reason) {
    case FailureReason::incident_link:
      return Strength::incident_link;
    case FailureReason::undone:
      return Strength::undone;
    case FailureReason::repaired:
      return Strength::repaired;
    case FailureReason::incident_after:
      break;
  }
  return Strength::incident_after;
}

Attributions::Attributions(const Analysis& analysis, Millis incident_limit)
    : analysis_(analysis), incident_limit_(incident_limit) {
  const History& history = analysis.history;
  const auto& places = analysis.facts->places();
  for (StreamIndex i = 0; i < history.streams.size(); ++i) {
    const Stream& stream = history.streams[i];
    of_service_[stream.service].push_back(i);
    for (StepIndex step = stream.begin; step < stream.end; ++step) {
      std::vector<StreamIndex>& of_team = of_team_[places[history.steps[step].place].team];
      if (of_team.empty() || of_team.back() != i) of_team.push_back(i);
    }
  }
}

bool Attributions::names_a_cause(const CompactIncident& incident) const {
  return !analysis_.facts->texts(incident).deployment.empty();
}

StepIndex Attributions::running_at(StreamIndex stream, Instant t) const {
  const auto& steps = analysis_.history.steps;
  const Stream& s = analysis_.history.streams[stream];
  const auto first = steps.begin() + s.begin, last = steps.begin() + s.end;
  const auto after =
      std::upper_bound(first, last, t, [](Instant at, const Step& step) { return at < step.finished; });
  return after == first ? kNoStep : static_cast<StepIndex>(after - steps.begin()) - 1;
}

const Reason* Attributions::put_right(StepIndex step) const {
  const Failure* failure = analysis_.verdicts.failure_of(step);
  if (failure == nullptr) return nullptr;
  for (const Reason& reason : analysis_.verdicts.reasons_of(*failure))
    if (reason.kind == FailureReason::undone || reason.kind == FailureReason::repaired) return &reason;
  return nullptr;
}

void Attributions::add(IncidentIndex incident, StepIndex step, Strength strength,
                       std::vector<Candidate>& out) const {
  const Step& at = analysis_.history.steps[step];
  const StepIndex attributed = analysis_.verdicts.attributed[incident];
  const bool chosen = step == attributed;
  // The attributed one is there already, under the kind that counts.
  if (at.baseline() || (chosen && !out.empty())) return;
  out.push_back({step, chosen, strength, analysis_.incidents[incident]->opened() - at.finished, {}});
}

void Attributions::add_own_stream(IncidentIndex incident, std::vector<Candidate>& out) const {
  const CompactIncident& told = *analysis_.incidents[incident];
  const StreamIndex own = analysis_.history.stream_at[told.place];
  if (own == kNoStream) return;
  const StepIndex running = running_at(own, told.opened());
  if (running == kNoStep) return;
  for (StepIndex step = running + 1; step-- > analysis_.history.streams[own].begin;) {
    if (told.opened() - analysis_.history.steps[step].finished > incident_limit_) return;
    const Reason* reason = put_right(step);
    const Strength otherwise = step == running ? Strength::incident_after : Strength::earlier_deployment;
    add(incident, step, reason != nullptr ? strength(reason->kind) : otherwise, out);
  }
}

void Attributions::add_elsewhere(IncidentIndex incident, std::vector<Candidate>& out) const {
  const CompactIncident& told = *analysis_.incidents[incident];
  const History& history = analysis_.history;
  const auto& places = analysis_.facts->places();
  const NameId service = places[told.place].service, team = analysis_.teams[incident];
  const auto add_last_of = [&](StreamIndex stream, Strength kind) {
    const StepIndex step = running_at(stream, told.opened());
    if (step == kNoStep || told.opened() - history.steps[step].finished > kShortlyBefore) return;
    if (kind == Strength::same_team && places[history.steps[step].place].team != team) return;
    add(incident, step, kind, out);
  };
  if (const auto streams = of_service_.find(service); streams != of_service_.end())
    for (const StreamIndex stream : streams->second)
      if (stream != history.stream_at[told.place]) add_last_of(stream, Strength::other_environment);
  if (const auto streams = of_team_.find(team); team != 0 && streams != of_team_.end())
    for (const StreamIndex stream : streams->second)
      if (history.streams[stream].service != service) add_last_of(stream, Strength::same_team);
}

std::string Attributions::why(const Candidate& candidate) const {
  const Place& place = analysis_.facts->places()[analysis_.history.steps[candidate.step].place];
  const auto named = [&](NameId part) { return std::string(analysis_.facts->name(part)); };
  switch (candidate.strength) {
    case Strength::incident_link:
      return "the incident names it";
    case Strength::undone:
    case Strength::repaired:
      return describe(*put_right(candidate.step), analysis_.history);
    case Strength::incident_after:
      return "it was running when the incident opened";
    case Strength::earlier_deployment:
      return "an earlier deployment of the same service and environment";
    case Strength::other_environment:
      return "the same service in " + named(place.environment) + " shortly before";
    case Strength::same_team:
      return named(place.service) + " of the same team in " + named(place.environment) + " shortly before";
  }
  return {};
}

std::string Attributions::why_none(const CompactIncident& incident) const {
  if (incident.external) return "external incident: its cause is outside";
  if (names_a_cause(incident)) return "it names an unknown deployment, and is put to no other";
  return "no deployment of its service and environment shortly before it";
}

Attribution Attributions::of(IncidentIndex incident) const {
  const CompactIncident& told = *analysis_.incidents[incident];
  const StepIndex attributed = analysis_.verdicts.attributed[incident];
  Attribution out;
  if (attributed == kNoStep) out.why_none = why_none(told);
  if (told.external) return out;
  std::vector<Candidate>& found = out.candidates;
  if (attributed != kNoStep)
    add(incident, attributed, names_a_cause(told) ? Strength::incident_link : Strength::incident_after,
        found);
  add_own_stream(incident, found);
  add_elsewhere(incident, found);
  const auto place = [](const Candidate& c) { return std::tuple(!c.chosen, c.strength, c.span, c.step); };
  std::sort(found.begin(), found.end(),
            [&](const Candidate& a, const Candidate& b) { return place(a) < place(b); });
  if (found.size() > kCandidatesMax) found.resize(kCandidatesMax);
  for (Candidate& candidate : found) candidate.why = why(candidate);
  return out;
}

}  // namespace shiptally::metrics
