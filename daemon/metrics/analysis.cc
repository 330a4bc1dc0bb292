#include "daemon/metrics/analysis.h"

#include <algorithm>
#include <tuple>

namespace shiptally::metrics {
namespace {

std::vector<const Incident*> in_order(std::span<const Incident> incidents) {
  std::vector<const Incident*> order;
  order.reserve(incidents.size());
  for (const Incident& incident : incidents) order.push_back(&incident);
  const auto earlier = [](const Incident* a, const Incident* b) {
    return std::tie(a->opened, a->key) < std::tie(b->opened, b->key);
  };
  if (!std::is_sorted(order.begin(), order.end(), earlier)) std::sort(order.begin(), order.end(), earlier);
  const auto same = [](const Incident* a, const Incident* b) { return a->key == b->key; };
  order.erase(std::unique(order.begin(), order.end(), same), order.end());
  return order;
}

}  // namespace

Analysis analyse(DeliveryFacts facts, Millis incident_limit) {
  Analysis a;
  a.history = make_history(facts.deployments);
  a.graph = make_commit_graph(facts.commits, a.history);
  a.brought = new_commits(a.graph, a.history);
  a.incidents = in_order(facts.incidents);
  a.verdicts = judge(a.history, a.graph, a.brought, a.incidents, incident_limit);
  return a;
}

std::string_view team_of(const Incident& incident, const History& history) {
  if (const Stream* stream = history.find(incident.service, incident.environment)) {
    const StepIndex running = history.running_at(*stream, incident.opened);
    return history.steps[running == kNoStep ? stream->begin : running].fact->team;
  }
  const auto at =
      std::lower_bound(history.streams.begin(), history.streams.end(), incident.service,
                       [](const Stream& s, const std::string& service) { return s.service < service; });
  if (at == history.streams.end() || at->service != incident.service) return {};
  return history.steps[at->begin].fact->team;
}

std::string fact_name(const CommitGraph::Node& commit) {
  return std::string(commit.repo) + "@" + std::string(commit.sha);
}

}  // namespace shiptally::metrics
