#include "daemon/metrics/commit_graph.h"

#include <functional>
#include <tuple>
#include <unordered_map>

namespace shiptally::metrics {
namespace {

struct Key {
  std::uint32_t repo;
  std::string_view sha;
  friend bool operator==(const Key&, const Key&) = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    return std::hash<std::string_view>()(key.sha) + key.repo * std::size_t{0x9E3779B97F4A7C15U};
  }
};

/// Gives each commit its number.
class Numbering {
 public:
  explicit Numbering(CommitGraph& graph) : graph_(graph) {}

  void reserve(std::size_t commits) {
    graph_.nodes.reserve(commits);
    numbers_.reserve(commits);
  }

  CommitIndex number(std::string_view repo, std::string_view sha) {
    if (repo != repo_ || repos_.empty()) {
      repo_number_ = repos_.try_emplace(repo, static_cast<std::uint32_t>(repos_.size())).first->second;
      repo_ = repo;
    }
    const auto next = static_cast<CommitIndex>(graph_.nodes.size());
    const auto [at, added] = numbers_.try_emplace(Key{repo_number_, sha}, next);
    if (added) graph_.nodes.push_back({repo, sha, nullptr, repo_number_, 0, 0});
    return at->second;
  }

  std::uint32_t repos() const { return static_cast<std::uint32_t>(repos_.size()); }

 private:
  CommitGraph& graph_;
  std::unordered_map<std::string_view, std::uint32_t> repos_;
  std::unordered_map<Key, CommitIndex, KeyHash> numbers_;
  std::string_view repo_;  // of the last call: facts come sorted by repository
  std::uint32_t repo_number_ = 0;
};

/// Of two facts about one commit the one that tells its parents; the order of arrival decides nothing.
bool tells_more(const Commit& a, const Commit& b) {
  if (a.parents.has_value() != b.parents.has_value()) return a.parents.has_value();
  return std::tie(a.authored, a.parents) < std::tie(b.authored, b.parents);
}

void add_parents(CommitGraph& graph, Numbering& numbering) {
  const std::size_t with_fact = graph.nodes.size();
  for (std::size_t i = 0; i < with_fact; ++i) {
    const Commit& fact = *graph.nodes[i].fact;
    const auto begin = static_cast<std::uint32_t>(graph.parents.size());
    if (fact.parents)
      for (const std::string& sha : *fact.parents)
        graph.parents.push_back(numbering.number(fact.key.repo, sha));
    graph.nodes[i].parents_begin = begin;
    graph.nodes[i].parents_end = static_cast<std::uint32_t>(graph.parents.size());
  }
}

/// Which commits and repositories were reached in the stream at hand.  A stamp instead of a flag: nothing has
/// to be reset between streams.
struct Reached {
  std::vector<std::uint32_t> commits, repos;
};

/// Visits what is reachable from `start` and was not reached before.  A loop, since histories are deeper than
/// any stack.
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
    visit(commit);
    const CommitGraph::Node& node = graph.nodes[commit];
    for (std::uint32_t edge = node.parents_begin; edge < node.parents_end; ++edge) push(graph.parents[edge]);
  }
}

}  // namespace

CommitGraph make_commit_graph(std::span<const Commit> commits, const History& history) {
  CommitGraph graph;
  Numbering numbering(graph);
  numbering.reserve(commits.size());
  for (const Commit& commit : commits) {
    const Commit*& fact = graph.nodes[numbering.number(commit.key.repo, commit.key.sha)].fact;
    if (fact == nullptr || tells_more(commit, *fact)) fact = &commit;
  }
  add_parents(graph, numbering);
  graph.named_begin.reserve(history.steps.size() + 1);
  for (const Step& step : history.steps) {
    graph.named_begin.push_back(graph.named.size());
    for (const CommitRef& c : step.fact->commits) graph.named.push_back(numbering.number(c.repo, c.sha));
  }
  graph.named_begin.push_back(graph.named.size());
  graph.repos = numbering.repos();
  return graph;
}

NewCommits new_commits(const CommitGraph& graph, const History& history) {
  NewCommits out;
  out.begin.reserve(history.steps.size() + 1);
  Reached reached{std::vector<std::uint32_t>(graph.nodes.size()), std::vector<std::uint32_t>(graph.repos)};
  std::vector<CommitIndex> pending;
  for (StepIndex i = 0; i < history.steps.size(); ++i) {
    const Step& step = history.steps[i];
    const std::uint32_t stamp = step.stream + 1;
    out.begin.push_back(out.commits.size());
    for (const CommitIndex start : graph.named_by(i)) {
      const bool has_baseline = reached.repos[graph.nodes[start].repo_number] == stamp;
      walk(graph, start, stamp, reached.commits, pending, [&](CommitIndex commit) {
        if (!step.baseline()) out.commits.push_back({commit, has_baseline});
      });
    }
    for (const CommitIndex start : graph.named_by(i)) reached.repos[graph.nodes[start].repo_number] = stamp;
  }
  out.begin.push_back(out.commits.size());
  return out;
}

}  // namespace shiptally::metrics
