#include "daemon/metrics/profiles/devlake_changes.h"

#include <algorithm>
#include <tuple>

#include "daemon/metrics/analysis/commit_range.h"

namespace shiptally::metrics {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

std::optional<Millis> minutes_up(std::int64_t from_ms, std::int64_t to_ms) {
  if (from_ms == kNoTime || to_ms == kNoTime) return std::nullopt;
  const std::int64_t span = to_ms - from_ms;
  if (span <= -kMinuteMs) return std::nullopt;
  return Millis(span <= 0 ? 0 : (span + kMinuteMs - 1) / kMinuteMs * kMinuteMs);
}

std::vector<StepIndex> production_steps(const Analysis& analysis) {
  const History& history = analysis.history;
  std::vector<StepIndex> out;
  for (const Stream& stream : history.streams) {
    if (analysis.facts->name(stream.environment) != kProduction) continue;
    for (StepIndex i = stream.begin; i < stream.end; ++i)
      if (!history.steps[i].baseline()) out.push_back(i);
  }
  return out;
}

/// The parts of a step.
void add_parts(const Analysis& analysis, StepIndex step, std::vector<Part>& out) {
  const CompactFacts& facts = *analysis.facts;
  const CompactDeployment& d = analysis.history.fact(step);
  const std::int64_t started_ms = d.started_ms == kNoTime ? d.time_ms : d.started_ms;
  const auto named = analysis.graph.named_by(step);
  facts.texts(d).commits.for_each([&](const CommitName& name) {
    const auto is_it = [&](CommitIndex c) {
      const CommitGraph::Node& node = analysis.graph.nodes[c];
      return node.repo == name.repo && node.packed_sha() == name.sha;
    };
    const auto commit = std::find_if(named.begin(), named.end(), is_it);
    const std::int64_t finished_ms = name.finished_ms == kNoTime ? d.time_ms : name.finished_ms;
    if (commit != named.end()) out.push_back({step, *commit, started_ms, finished_ms});
  });
}

/// Merged changes by the sha of their merge commits.
using BySha = std::vector<std::pair<std::string_view, ChangeIndex>>;

BySha by_merge_sha(const Analysis& analysis) {
  BySha out;
  for (ChangeIndex i = 0; i < analysis.graph.changes.size(); ++i) {
    const CommitIndex merge = analysis.graph.changes[i].merge;
    if (merge != kNoCommit && analysis.facts->changes()[i].merged())
      out.emplace_back(analysis.graph.nodes[merge].packed_sha(), i);
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Of each change the part that deployed it first.
std::vector<std::optional<Part>> deployed_by(const Analysis& analysis) {
  const auto& facts = *analysis.facts;
  std::vector<std::optional<Part>> out(facts.changes().size());
  const BySha changes = by_merge_sha(analysis);
  if (changes.empty()) return out;
  const auto key = [&](const Part& p) {
    return std::tuple(p.started_ms, p.finished_ms, facts.key(analysis.history.fact(p.step)));
  };
  const auto parts = production_parts(analysis);
  const auto& nodes = analysis.graph.nodes;
  CommitRange range(analysis.graph);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Part &before = parts[i - 1], &part = parts[i];
    const bool same_line = analysis.history.stream_of(before.step) == analysis.history.stream_of(part.step) &&
                           nodes[before.commit].repo == nodes[part.commit].repo;
    if (!same_line) continue;
    for (const CommitIndex commit : range.between(before.commit, part.commit)) {
      const std::string_view sha = nodes[commit].packed_sha();
      auto at = std::lower_bound(changes.begin(), changes.end(), std::pair(sha, ChangeIndex{0}));
      for (; at != changes.end() && at->first == sha; ++at)
        if (auto& best = out[at->second]; !best || key(part) < key(*best)) best = part;
    }
  }
  return out;
}

CommitIndex first_authored(const CommitGraph& graph, ChangeIndex change) {
  CommitIndex first = kNoCommit;
  for (const CommitIndex own : graph.own_commits(change)) {
    const std::int64_t ms = graph.nodes[own].authored_ms;
    if (ms == kNoTime) continue;
    if (first == kNoCommit || ms < graph.nodes[first].authored_ms) first = own;
  }
  return first;
}

}  // namespace

std::vector<Part> production_without_parts(const Analysis& analysis) {
  std::vector<Part> out;
  for (const StepIndex step : production_steps(analysis)) {
    const CompactDeployment& d = analysis.history.fact(step);
    if (analysis.graph.named_by(step).empty())
      out.push_back({step, kNoCommit, d.started_ms == kNoTime ? d.time_ms : d.started_ms, d.time_ms});
  }
  return out;
}

std::vector<Part> production_parts(const Analysis& analysis) {
  const History& history = analysis.history;
  const CompactFacts& facts = *analysis.facts;
  std::vector<Part> parts;
  for (const StepIndex step : production_steps(analysis)) add_parts(analysis, step, parts);
  const auto& nodes = analysis.graph.nodes;
  // Texts are only looked at where all numbers are equal: most parts come in order already.
  const auto earlier = [&](const Part& a, const Part& b) {
    const StreamIndex x = history.stream_of(a.step), y = history.stream_of(b.step);
    if (x != y) return x < y;
    const NameId repo_a = nodes[a.commit].repo, repo_b = nodes[b.commit].repo;
    if (repo_a != repo_b) return facts.name(repo_a) < facts.name(repo_b);
    if (a.started_ms != b.started_ms) return a.started_ms < b.started_ms;
    if (a.finished_ms != b.finished_ms) return a.finished_ms < b.finished_ms;
    if (a.step != b.step) return facts.key(history.fact(a.step)) < facts.key(history.fact(b.step));
    return nodes[a.commit].packed_sha() < nodes[b.commit].packed_sha();
  };
  if (!std::is_sorted(parts.begin(), parts.end(), earlier)) std::sort(parts.begin(), parts.end(), earlier);
  return parts;
}

std::vector<DevlakeChange> devlake_changes(const Analysis& analysis) {
  const CompactFacts& facts = *analysis.facts;
  const auto deployed = deployed_by(analysis);
  std::vector<DevlakeChange> out;
  for (ChangeIndex i = 0; i < facts.changes().size(); ++i) {
    const CompactChange& change = facts.changes()[i];
    if (change.retracted() || !change.merged()) continue;
    DevlakeChange& c = out.emplace_back();
    c.change = i;
    c.first_commit = first_authored(analysis.graph, i);
    c.first_review_ms = analysis.live.first_review_ms[i];
    c.deployed = deployed[i];
    if (c.first_commit != kNoCommit)
      c.coding = minutes_up(analysis.graph.nodes[c.first_commit].authored_ms, change.time_ms);
    c.pickup = minutes_up(change.time_ms, c.first_review_ms);
    c.review = minutes_up(c.first_review_ms, change.merged_ms);
    if (c.deployed) c.deploy = minutes_up(change.merged_ms, c.deployed->finished_ms);
    const auto none = Millis(0);
    c.cycle = c.coding.value_or(none) + minutes_up(change.time_ms, change.merged_ms).value_or(none) +
              c.deploy.value_or(none);
  }
  std::sort(out.begin(), out.end(), [&](const DevlakeChange& a, const DevlakeChange& b) {
    return facts.key(facts.changes()[a.change]) < facts.key(facts.changes()[b.change]);
  });
  return out;
}

}  // namespace shiptally::metrics
