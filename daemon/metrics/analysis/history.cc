#include "daemon/metrics/analysis/history.h"

#include <algorithm>
#include <tuple>

namespace shiptally::metrics {
namespace {

/// Marks the places where a step stands, and collects what is no step.
std::vector<bool> places_of_steps(const CompactFacts& facts, std::vector<FactIndex>& others) {
  std::vector<bool> used(facts.places().size());
  const auto& deployments = facts.deployments();
  for (FactIndex i = 0; i < deployments.size(); ++i) {
    const CompactDeployment& d = deployments[i];
    if (d.retracted()) continue;
    if (reached_users(d))
      used[d.place] = true;
    else
      others.push_back(i);
  }
  return used;
}

/// Streams in the order of their names, without their steps.  A place without steps belongs to a stream, too,
/// when others of its service and environment have some: incidents look there.
void name_streams(History& history, const std::vector<bool>& used) {
  const CompactFacts& facts = *history.facts;
  const auto& places = facts.places();
  std::vector<std::uint32_t> order(places.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto names = [&](std::uint32_t i) {
    return std::pair(facts.name(places[i].service), facts.name(places[i].environment));
  };
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return names(a) < names(b); });
  history.stream_at.assign(places.size(), kNoStream);
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    bool any = false;
    for (end = begin; end < order.size() && names(order[end]) == names(order[begin]); ++end)
      any = any || used[order[end]];
    if (!any) continue;
    for (std::size_t i = begin; i < end; ++i)
      history.stream_at[order[i]] = static_cast<StreamIndex>(history.streams.size());
    const Place& place = places[order[begin]];
    history.streams.push_back({place.service, place.environment, 0, 0});
  }
}

/// Puts each step among those of its stream.
void place_steps(History& history) {
  const auto& deployments = history.facts->deployments();
  for (const CompactDeployment& d : deployments)
    if (!d.retracted() && reached_users(d)) ++history.streams[history.stream_at[d.place]].end;
  StepIndex count = 0;
  for (Stream& stream : history.streams) {
    const StepIndex steps = stream.end;
    stream.begin = stream.end = count;
    count += steps;
  }
  history.steps.resize(count);
  for (FactIndex i = 0; i < deployments.size(); ++i) {
    const CompactDeployment& d = deployments[i];
    if (d.retracted() || !reached_users(d)) continue;
    Step& step = history.steps[history.streams[history.stream_at[d.place]].end++];
    step = {d.finished().value_or(Instant()), i, d.place, d.version_tag, d.kind, d.remedies};
  }
}

}  // namespace

bool reached_users(const CompactDeployment& d) {
  return d.status == DeploymentStatus::success && (d.finished() || d.kind == DeploymentKind::baseline);
}

History make_history(const CompactFacts& facts) {
  History history;
  history.facts = &facts;
  name_streams(history, places_of_steps(facts, history.others));
  place_steps(history);
  const auto& deployments = facts.deployments();
  const auto earlier = [&](const Step& a, const Step& b) {
    if (a.finished != b.finished) return a.finished < b.finished;
    const CompactDeployment &x = deployments[a.fact], &y = deployments[b.fact];
    return std::pair(x.started_ms, facts.key(x)) < std::pair(y.started_ms, facts.key(y));
  };
  for (const Stream& stream : history.streams) {
    const auto begin = history.steps.begin() + stream.begin, end = history.steps.begin() + stream.end;
    if (!std::is_sorted(begin, end, earlier)) std::sort(begin, end, earlier);
  }
  return history;
}

}  // namespace shiptally::metrics
