#include "daemon/metrics/commit_graph.h"

#include <algorithm>
#include <cstring>

namespace shiptally::metrics {
namespace {

/// The bytes of a sha are as good as a hash of them.
std::uint64_t hash_of(NameId repo, std::string_view packed_sha) {
  std::uint64_t word = 0;
  if (is_binary_sha(packed_sha))
    std::memcpy(&word, packed_sha.data() + 1, sizeof word);
  else
    word = std::hash<std::string_view>()(packed_sha);
  return word ^ repo * std::uint64_t{0xD6E8FEB86659FD93U};
}

/// Gives each commit its number.
class Numbering {
 public:
  Numbering(CommitGraph& graph, std::size_t expected) : graph_(graph), index_(expected) {
    graph.nodes.reserve(expected);
  }

  CommitIndex number(NameId repo, std::string_view sha) {
    const auto same = [&](CommitIndex known) {
      const CommitGraph::Node& node = graph_.nodes[known];
      return node.repo == repo && node.packed_sha() == sha;
    };
    const auto next = static_cast<CommitIndex>(graph_.nodes.size());
    const auto [at, added] = index_.find_or_add(hash_of(repo, sha), next, same);
    if (added) graph_.nodes.push_back({sha.data(), kNoTime, repo, 0, 0});
    return at;
  }

 private:
  CommitGraph& graph_;
  FlatIndex index_;
};

void add_commits(const CompactFacts& facts, CommitGraph& graph, Numbering& numbering) {
  for (const CompactCommit& commit : facts.commits())
    if (!commit.retracted())
      graph.nodes[numbering.number(commit.place, facts.texts(commit).sha)].authored_ms = commit.time_ms;
  CommitIndex next = 0;  // facts differ in their keys, so they were numbered in their order
  for (const CompactCommit& commit : facts.commits()) {
    if (commit.retracted()) continue;
    const auto begin = static_cast<std::uint32_t>(graph.parents.size());
    facts.texts(commit).parents.for_each(
        [&](const CommitName& p) { graph.parents.push_back(numbering.number(p.repo, p.sha)); });
    graph.nodes[next].parents_begin = begin;
    graph.nodes[next].parents_end = static_cast<std::uint32_t>(graph.parents.size());
    ++next;
  }
}

void add_named(const CompactFacts& facts, CommitGraph& graph, Numbering& numbering) {
  graph.named_begin.reserve(facts.deployments().size() + 1);
  graph.named_begin.push_back(0);
  for (const CompactDeployment& d : facts.deployments()) {
    const auto begin = static_cast<std::ptrdiff_t>(graph.named.size());
    if (!d.retracted() && reached_users(d))
      facts.texts(d).commits.for_each(
          [&](const CommitName& c) { graph.named.push_back(numbering.number(c.repo, c.sha)); });
    const auto first = graph.named.begin() + begin;
    if (graph.named.end() - first > 1) {
      std::sort(first, graph.named.end());
      graph.named.erase(std::unique(first, graph.named.end()), graph.named.end());
    }
    graph.named_begin.push_back(static_cast<std::uint32_t>(graph.named.size()));
  }
}

/// Visits what is reachable from `start` and was not reached before.  A loop, since histories are deeper than
/// any stack.  `reached` holds a stamp instead of a flag: nothing has to be reset between streams.
template <class Visit>
void walk(const CommitGraph& graph, CommitIndex start, std::uint32_t stamp,
          std::vector<std::uint32_t>& reached, std::vector<CommitIndex>& pending, Visit visit) {
  const auto push = [&](CommitIndex commit) {
    if (reached[commit] == stamp) return;
    reached[commit] = stamp;
    pending.push_back(commit);
  };
  push(start);
  while (!pending.empty()) {
    const CommitIndex commit = pending.back();
    pending.pop_back();
    const CommitGraph::Node& node = graph.nodes[commit];
    visit(commit, node);
    for (std::uint32_t edge = node.parents_begin; edge < node.parents_end; ++edge) push(graph.parents[edge]);
  }
}

std::int64_t lead_of(const CommitGraph::Node& node, bool has_baseline, std::int64_t finished_ms) {
  const auto none = [](NoLead why) { return static_cast<std::int64_t>(why); };
  if (node.merge()) return none(NoLead::merge);
  if (!has_baseline) return none(NoLead::no_baseline);
  if (node.authored_ms == kNoTime) return none(NoLead::unknown);
  return finished_ms < node.authored_ms ? none(NoLead::negative) : finished_ms - node.authored_ms;
}

}  // namespace

CommitGraph make_commit_graph(const CompactFacts& facts) {
  CommitGraph graph;
  Numbering numbering(graph, facts.commits().size() + facts.deployments().size());
  add_commits(facts, graph, numbering);
  add_named(facts, graph, numbering);
  return graph;
}

NewCommits new_commits(const CommitGraph& graph, const History& history) {
  NewCommits out;
  out.begin.reserve(history.steps.size() + 1);
  std::vector<std::uint32_t> reached(graph.nodes.size()), repos(history.facts->name_count());
  std::vector<CommitIndex> pending;
  for (StreamIndex s = 0; s < history.streams.size(); ++s) {
    const std::uint32_t stamp = s + 1;
    for (StepIndex i = history.streams[s].begin; i < history.streams[s].end; ++i) {
      const Step& step = history.steps[i];
      const auto named = graph.named_by(step.fact);
      out.begin.push_back(out.commits.size());
      for (const CommitIndex start : named) {
        const bool has_baseline = repos[graph.nodes[start].repo] == stamp;
        walk(graph, start, stamp, reached, pending, [&](CommitIndex commit, const CommitGraph::Node& node) {
          if (step.baseline()) return;
          out.commits.push_back(commit);
          out.lead_ms.push_back(lead_of(node, has_baseline, to_ms(step.finished)));
        });
      }
      for (const CommitIndex start : named) repos[graph.nodes[start].repo] = stamp;
    }
  }
  out.begin.push_back(out.commits.size());
  return out;
}

std::string fact_name(const CompactFacts& facts, const CommitGraph::Node& commit) {
  return std::string(facts.name(commit.repo)).append("@").append(unpack_sha(commit.packed_sha()));
}

}  // namespace shiptally::metrics
