#include "daemon/metrics/history.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <unordered_map>

namespace shiptally::metrics {
namespace {

using Place = std::pair<std::string_view, std::string_view>;  // service, environment

struct PlaceHash {
  std::size_t operator()(const Place& place) const {
    const std::hash<std::string_view> hash;
    return hash(place.first) * 31 + hash(place.second);
  }
};

Place place_of(const Deployment& d) { return {d.service, d.environment}; }

bool reached_users(const Deployment& d) {
  return d.status == DeploymentStatus::success && (d.finished || d.kind == DeploymentKind::baseline);
}

/// Numbers the streams in the order of their names and puts the number into each step.
std::vector<Stream> name_streams(std::vector<Step>& steps) {
  std::unordered_map<Place, std::uint32_t, PlaceHash> numbers;
  std::vector<Place> places;
  for (Step& step : steps) {
    const auto [at, added] =
        numbers.try_emplace(place_of(*step.fact), static_cast<std::uint32_t>(places.size()));
    if (added) places.push_back(at->first);
    step.stream = at->second;
  }
  std::vector<Place> sorted = places;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint32_t> rank(places.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) rank[numbers.at(sorted[i])] = static_cast<std::uint32_t>(i);
  for (Step& step : steps) step.stream = rank[step.stream];
  std::vector<Stream> streams;
  for (const Place& place : sorted) streams.push_back({place.first, place.second, 0, 0});
  return streams;
}

bool earlier(const Step& a, const Step& b) {
  if (a.stream != b.stream) return a.stream < b.stream;
  if (a.finished != b.finished) return a.finished < b.finished;
  return std::tie(a.fact->started, a.fact->key) < std::tie(b.fact->started, b.fact->key);
}

std::string commit_set(const Deployment& d) {
  std::vector<CommitRef> commits = d.commits;
  std::sort(commits.begin(), commits.end());
  commits.erase(std::unique(commits.begin(), commits.end()), commits.end());
  std::string text;
  for (const CommitRef& c : commits) text.append(c.repo).append(1, '\0').append(c.sha).append(1, '\n');
  return text;
}

/// Numbers the versions of one stream, from `next` on.
void number_versions(std::span<Step> steps, std::uint32_t& next) {
  std::unordered_map<std::string_view, std::uint32_t> by_name;
  std::unordered_map<std::string, std::uint32_t> by_commits;
  for (Step& step : steps) {
    const Deployment& d = *step.fact;
    bool added = true;
    step.version = next;
    if (!d.version.empty()) {
      const auto found = by_name.try_emplace(d.version, next);
      step.version = found.first->second;
      added = found.second;
    } else if (!d.commits.empty()) {
      const auto found = by_commits.try_emplace(commit_set(d), next);
      step.version = found.first->second;
      added = found.second;
    }
    if (added) ++next;
  }
}

}  // namespace

const Stream* History::find(std::string_view service, std::string_view environment) const {
  const Place wanted(service, environment);
  const auto at =
      std::lower_bound(streams.begin(), streams.end(), wanted,
                       [](const Stream& s, const Place& p) { return Place(s.service, s.environment) < p; });
  return at != streams.end() && Place(at->service, at->environment) == wanted ? &*at : nullptr;
}

StepIndex History::running_at(const Stream& stream, Instant t) const {
  const auto first = steps.begin() + stream.begin, last = steps.begin() + stream.end;
  const auto after =
      std::upper_bound(first, last, t, [](Instant at, const Step& s) { return at < s.finished; });
  return after == first ? kNoStep : static_cast<StepIndex>(after - steps.begin() - 1);
}

History make_history(std::span<const Deployment> deployments) {
  History history;
  history.steps.reserve(deployments.size());
  for (const Deployment& d : deployments) {
    if (reached_users(d))
      history.steps.push_back({&d, d.finished.value_or(Instant()), 0, 0});
    else
      history.others.push_back(&d);
  }
  auto& steps = history.steps;
  history.streams = name_streams(steps);
  if (!std::is_sorted(steps.begin(), steps.end(), earlier)) std::sort(steps.begin(), steps.end(), earlier);
  const auto same = [](const auto& a, const auto& b) { return a.fact->key == b.fact->key; };
  steps.erase(std::unique(steps.begin(), steps.end(), same), steps.end());

  std::uint32_t versions = 0;
  for (StepIndex begin = 0; begin < steps.size();) {
    StepIndex end = begin;
    while (end < steps.size() && steps[end].stream == steps[begin].stream) ++end;
    Stream& stream = history.streams[steps[begin].stream];
    stream.begin = begin;
    stream.end = end;
    number_versions(std::span(steps).subspan(begin, end - begin), versions);
    begin = end;
  }

  auto& others = history.others;
  std::sort(others.begin(), others.end(), [](auto* a, auto* b) { return a->key < b->key; });
  others.erase(std::unique(others.begin(), others.end(), [](auto* a, auto* b) { return a->key == b->key; }),
               others.end());
  return history;
}

std::string fact_name(const FactId& key) { return key.source + "/" + key.id; }

}  // namespace shiptally::metrics
