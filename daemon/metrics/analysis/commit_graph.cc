#include "daemon/metrics/analysis/commit_graph.h"

#include <algorithm>
#include <cstring>

#include "schema/base/first_equals.h"

namespace shiptally::metrics {
namespace {

constexpr std::uint32_t kTouchedMax = (1U << 30) - 1;

/// The bytes of a sha are as good as a hash of them; both ends, since invented ones may only differ in one.
std::uint64_t hash_of(NameId repo, std::string_view packed_sha) {
  std::uint64_t word = 0, last = 0;
  if (is_binary_sha(packed_sha)) {
    std::memcpy(&word, packed_sha.data() + 1, sizeof word);
    std::memcpy(&last, packed_sha.data() + packed_sha.size() - sizeof last, sizeof last);
    word ^= last * std::uint64_t{0x9E3779B97F4A7C15U};
  } else {
    word = std::hash<std::string_view>()(packed_sha);
  }
  return word ^ repo * std::uint64_t{0xD6E8FEB86659FD93U};
}

/// A commit wherever it is named: as a fact, as a parent, by a deployment.
struct Naming {
  const char* sha;
  NameId repo;
};

/// All namings in the order of memory: the facts themselves first, then the parents of each, then what each
/// deployment that is a step names, then what each change names.
struct Namings {
  std::vector<Naming> all;
  std::uint32_t commits = 0;                 ///< facts
  std::vector<std::uint32_t> parents_begin;  ///< by fact, and the end of the last
  std::vector<std::uint32_t> named_begin;    ///< by deployment, and the end of the last
  std::vector<std::uint32_t> changes_begin;  ///< by change, and the end of the last

  void add(NameId repo, std::string_view sha) { all.push_back({sha.data(), repo}); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(all.size()); }
};

Namings collect(const CompactFacts& facts) {
  Namings n;
  n.all.reserve(facts.commits().size() * 2 + facts.deployments().size());
  n.named_begin.reserve(facts.deployments().size() + 1);
  const auto add = [&](const CommitName& c) { n.add(c.repo, c.sha); };
  for (const CompactCommit& commit : facts.commits())
    if (!commit.retracted()) n.add(commit.place, facts.texts(commit).sha);
  n.commits = n.size();
  for (const CompactCommit& commit : facts.commits()) {
    if (commit.retracted()) continue;
    n.parents_begin.push_back(n.size());
    facts.texts(commit).parents.for_each(add);
  }
  n.parents_begin.push_back(n.size());
  for (const CompactDeployment& d : facts.deployments()) {
    n.named_begin.push_back(n.size());
    if (!d.retracted() && reached_users(d)) facts.texts(d).commits.for_each(add);
  }
  n.named_begin.push_back(n.size());
  for (const CompactChange& change : facts.changes()) {
    n.changes_begin.push_back(n.size());
    if (!change.retracted()) facts.texts(change).commits.for_each(add);
  }
  n.changes_begin.push_back(n.size());
  return n;
}

/// The number of the commit of each naming; the nodes are added to the graph.
std::vector<CommitIndex> number(const Namings& namings, CommitGraph& graph) {
  const auto& all = namings.all;
  const auto sha = [&](std::uint32_t i) { return packed_sha_at(all[i].sha); };
  std::vector<CommitIndex> numbers = first_equals(
      namings.size(), [&](std::uint32_t i) { return hash_of(all[i].repo, sha(i)); },
      [&](std::uint32_t a, std::uint32_t b) { return all[a].repo == all[b].repo && sha(a) == sha(b); });
  graph.nodes.reserve(namings.size());
  for (std::uint32_t i = 0; i < namings.size(); ++i) {
    if (numbers[i] < i) {
      numbers[i] = numbers[numbers[i]];
    } else {
      numbers[i] = static_cast<CommitIndex>(graph.nodes.size());
      graph.nodes.push_back({all[i].sha, kNoTime, all[i].repo});
    }
  }
  return numbers;
}

/// Facts differ in their keys, so they have the first numbers in their order.
void add_facts(const CompactFacts& facts, const Namings& namings, std::span<const CommitIndex> numbers,
               CommitGraph& graph) {
  const auto parents = numbers.subspan(namings.commits, namings.parents_begin.back() - namings.commits);
  graph.parents.assign(parents.begin(), parents.end());
  CommitIndex next = 0;
  for (const CompactCommit& commit : facts.commits()) {
    if (commit.retracted()) continue;
    CommitGraph::Node& node = graph.nodes[next];
    node.authored_ms = commit.time_ms;
    node.parents_begin = namings.parents_begin[next] - namings.commits;
    node.parents_end = namings.parents_begin[++next] - namings.commits;
    node.has_parent = node.parents_end > node.parents_begin;
    node.touched = commit.touched & kTouchedMax;
  }
}

void add_changes(const CompactFacts& facts, const Namings& namings, std::span<const CommitIndex> numbers,
                 CommitGraph& graph) {
  graph.changes.resize(facts.changes().size());
  for (ChangeIndex i = 0; i < graph.changes.size(); ++i) {
    CommitGraph::ChangeCommits& change = graph.changes[i];
    change.begin = change.end = static_cast<std::uint32_t>(graph.change_commits.size());
    const std::uint32_t begin = namings.changes_begin[i], end = namings.changes_begin[i + 1];
    if (begin == end) continue;
    if (!unpack_sha(packed_sha_at(namings.all[begin].sha)).empty()) change.merge = numbers[begin];
    for (std::uint32_t n = begin + 1; n < end; ++n) graph.change_commits.push_back(numbers[n]);
    change.end = static_cast<std::uint32_t>(graph.change_commits.size());
  }
}

/// Whether the change's merge commit stands for the commits it was made of.
bool is_squash(const CommitGraph& graph, const CommitGraph::ChangeCommits& change,
               std::span<const CommitIndex> own) {
  if (change.merge == kNoCommit || graph.nodes[change.merge].merge()) return false;
  bool known = false;
  for (const CommitIndex commit : own) {
    const std::int64_t authored_ms = graph.nodes[commit].authored_ms;
    if (commit == change.merge) return false;
    if (authored_ms == kNoTime) continue;
    if (authored_ms == graph.nodes[change.merge].authored_ms) return false;
    known = true;
  }
  return known;
}

/// Gives the merge commit of each squashed change the change's own commits as further parents.  Several
/// changes may share one.
void add_squashes(const CompactFacts& facts, CommitGraph& graph) {
  std::vector<std::pair<CommitIndex, CommitIndex>> edges;  // merge commit, own commit
  for (ChangeIndex i = 0; i < graph.changes.size(); ++i) {
    const auto own = graph.own_commits(i);
    if (!facts.changes()[i].merged() || !is_squash(graph, graph.changes[i], own)) continue;
    for (const CommitIndex commit : own) edges.emplace_back(graph.changes[i].merge, commit);
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  for (const auto& [merge, commit] : edges) {
    CommitGraph::Node& node = graph.nodes[merge];
    if (!node.squash) {
      const auto begin = static_cast<std::uint32_t>(graph.parents.size());
      if (node.has_parent) graph.parents.push_back(CommitIndex{graph.parents[node.parents_begin]});
      node.parents_begin = begin;
      node.squash = true;
    }
    graph.parents.push_back(commit);
    node.parents_end = static_cast<std::uint32_t>(graph.parents.size());
  }
}

void add_named(const History& history, const Namings& namings, std::span<const CommitIndex> numbers,
               CommitGraph& graph) {
  graph.named.reserve(history.steps.size());
  graph.named_begin.reserve(history.steps.size() + 1);
  for (const Step& step : history.steps) {
    graph.named_begin.push_back(static_cast<std::uint32_t>(graph.named.size()));
    const std::uint32_t begin = namings.named_begin[step.fact], end = namings.named_begin[step.fact + 1];
    graph.named.insert(graph.named.end(), numbers.begin() + begin, numbers.begin() + end);
    if (end - begin < 2) continue;
    const auto first = graph.named.begin() + graph.named_begin.back();
    std::sort(first, graph.named.end());
    graph.named.erase(std::unique(first, graph.named.end()), graph.named.end());
  }
  graph.named_begin.push_back(static_cast<std::uint32_t>(graph.named.size()));
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

/// Commits lie in memory in the order of arrival, steps do not; so what a step some way ahead names is asked
/// for already.
void fetch_ahead(const CommitGraph& graph, StepIndex step, const std::vector<std::uint32_t>& reached) {
  constexpr StepIndex kAhead = 16;
  const std::size_t ahead = graph.named_begin[step] + kAhead;
  if (ahead >= graph.named.size()) return;
  __builtin_prefetch(&graph.nodes[graph.named[ahead]]);
  __builtin_prefetch(&reached[graph.named[ahead]]);
}

std::int64_t lead_of(const CommitGraph::Node& node, bool has_baseline, bool touches,
                     std::int64_t finished_ms) {
  const auto none = [](NoLead why) { return static_cast<std::int64_t>(why); };
  if (node.merge()) return none(has_baseline ? NoLead::merge : NoLead::merge_no_baseline);
  if (!touches) return none(has_baseline ? NoLead::other_paths : NoLead::other_paths_no_baseline);
  if (!has_baseline) return none(NoLead::no_baseline);
  if (node.authored_ms == kNoTime) return none(NoLead::unknown);
  return finished_ms < node.authored_ms ? none(NoLead::negative) : finished_ms - node.authored_ms;
}

}  // namespace

CommitGraph make_commit_graph(const History& history) {
  CommitGraph graph;
  const Namings namings = collect(*history.facts);
  const std::vector<CommitIndex> numbers = number(namings, graph);
  add_facts(*history.facts, namings, numbers, graph);
  add_named(history, namings, numbers, graph);
  add_changes(*history.facts, namings, numbers, graph);
  add_squashes(*history.facts, graph);
  return graph;
}

NewCommits new_commits(const CommitGraph& graph, const History& history, const Interruption& interruption) {
  constexpr std::size_t kCommitsPerLook = 4'096;
  std::size_t walked = 0;
  const CompactFacts& facts = *history.facts;
  NewCommits out;
  out.begin.reserve(history.steps.size() + 1);
  out.commits.reserve(graph.named.size());
  out.lead_ms.reserve(graph.named.size());
  std::vector<std::uint32_t> reached(graph.nodes.size()), repos(facts.name_count());
  std::vector<CommitIndex> pending;
  for (StreamIndex s = 0; s < history.streams.size(); ++s) {
    const std::uint32_t stamp = s + 1;
    for (StepIndex i = history.streams[s].begin; i < history.streams[s].end; ++i) {
      const Step& step = history.steps[i];
      const auto named = graph.named_by(i);
      fetch_ahead(graph, i, reached);
      out.begin.push_back(out.commits.size());
      for (const CommitIndex start : named) {
        const NameId repo = graph.nodes[start].repo;
        const bool has_baseline = repos[repo] == stamp;
        const std::uint32_t rule = facts.path_rule(history.streams[s].service, repo);
        walk(graph, start, stamp, reached, pending, [&](CommitIndex commit, const CommitGraph::Node& node) {
          if (++walked % kCommitsPerLook == 0) interruption.check();
          if (step.baseline()) return;
          out.commits.push_back(commit);
          const bool touches = facts.touches(node.touched, rule);
          out.lead_ms.push_back(lead_of(node, has_baseline, touches, to_ms(step.finished)));
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
