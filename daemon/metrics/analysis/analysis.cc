#include "daemon/metrics/analysis/analysis.h"

#include <algorithm>

#include "daemon/metrics/analysis/versions.h"
#include "schema/content_hash.h"

namespace shiptally::metrics {
namespace {

std::vector<const CompactIncident*> in_order(const CompactFacts& facts) {
  std::vector<const CompactIncident*> order;
  order.reserve(facts.incidents().size());
  for (const CompactIncident& incident : facts.incidents())
    if (!incident.retracted()) order.push_back(&incident);
  const auto earlier = [&](const CompactIncident* a, const CompactIncident* b) {
    if (a->time_ms != b->time_ms) return a->time_ms < b->time_ms;
    return facts.key(*a) < facts.key(*b);
  };
  if (!std::is_sorted(order.begin(), order.end(), earlier)) std::sort(order.begin(), order.end(), earlier);
  return order;
}

/// By incident: the last step of its stream that had finished when it opened (in the same millisecond
/// included), or kNoStep.  Both go forward in time, so each stream is passed through once.
std::vector<StepIndex> running_steps(const History& history,
                                     std::span<const CompactIncident* const> incidents) {
  std::vector<StepIndex> next, running;
  for (const Stream& stream : history.streams) next.push_back(stream.begin);
  running.reserve(incidents.size());
  for (const CompactIncident* incident : incidents) {
    const StreamIndex s = history.stream_at[incident->place];
    if (s == kNoStream) {
      running.push_back(kNoStep);
      continue;
    }
    const Stream& stream = history.streams[s];
    while (next[s] < stream.end && history.steps[next[s]].finished <= incident->opened()) ++next[s];
    running.push_back(next[s] == stream.begin ? kNoStep : next[s] - 1);
  }
  return running;
}

/// The service's first stream, or kNoStream.
StreamIndex first_stream(const History& history, NameId service) {
  const CompactFacts& facts = *history.facts;
  const auto at = std::lower_bound(
      history.streams.begin(), history.streams.end(), facts.name(service),
      [&](const Stream& s, std::string_view wanted) { return facts.name(s.service) < wanted; });
  if (at == history.streams.end() || at->service != service) return kNoStream;
  return static_cast<StreamIndex>(at - history.streams.begin());
}

std::vector<NameId> teams_of(const History& history, std::span<const CompactIncident* const> incidents,
                             std::span<const StepIndex> running) {
  const auto& places = history.facts->places();
  const auto team = [&](StepIndex step) { return places[history.steps[step].place].team; };
  std::vector<NameId> teams;
  teams.reserve(incidents.size());
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    if (const NameId told = places[incidents[i]->place].team; told != 0) {
      teams.push_back(told);
      continue;
    }
    StreamIndex s = history.stream_at[incidents[i]->place];
    if (s == kNoStream) s = first_stream(history, history.facts->place(*incidents[i]).service);
    if (s == kNoStream)
      teams.push_back(0);
    else
      teams.push_back(team(running[i] == kNoStep ? history.streams[s].begin : running[i]));
  }
  return teams;
}

}  // namespace

CompactFacts compact(DeliveryFacts facts, std::shared_ptr<const PathRules> path_rules) {
  CompactFacts out(std::move(path_rules));
  RevisionMaker revisions(out.names());
  const auto add = [&](const auto& list) {
    for (const auto& fact : list) out.add(revisions.of(fact, content_hash(fact)));
  };
  add(facts.deployments);
  add(facts.commits);
  add(facts.incidents);
  add(facts.changes);
  add(facts.reviews);
  out.seal();
  return out;
}

Analysis analyse(std::shared_ptr<const CompactFacts> facts, const DeliveryRules& rules,
                 const Interruption& interruption) {
  Analysis a;
  a.facts = std::move(facts);
  a.history = make_history(*a.facts);
  interruption.check();
  a.graph = make_commit_graph(a.history);
  interruption.check();
  number_versions(a.history, a.graph);
  interruption.check();
  a.brought = new_commits(a.graph, a.history, interruption);
  interruption.check();
  a.live = find_live_changes(a.history, a.graph, a.brought);
  interruption.check();
  a.incidents = in_order(*a.facts);
  const auto running = running_steps(a.history, a.incidents);
  a.teams = teams_of(a.history, a.incidents, running);
  const Repairs repairs = find_repairs(a.history, a.live, rules);
  interruption.check();
  a.verdicts = judge(a.history, a.graph, a.brought, repairs, a.incidents, running, rules.incident_limit);
  return a;
}

Analysis analyse(DeliveryFacts facts, const DeliveryRules& rules) {
  return analyse(std::make_shared<const CompactFacts>(compact(facts, rules.paths)), rules);
}

}  // namespace shiptally::metrics
