#include "daemon/metrics/analysis/live_changes.h"

#include <algorithm>

#include "schema/base/hash.h"

namespace shiptally::metrics {
namespace {

/// Changes by the commit that puts them live.
std::vector<std::pair<CommitIndex, ChangeIndex>> landings(const CompactFacts& facts,
                                                          const CommitGraph& graph) {
  std::vector<std::pair<CommitIndex, ChangeIndex>> out;
  for (ChangeIndex i = 0; i < graph.changes.size(); ++i) {
    if (facts.changes()[i].retracted() || !facts.changes()[i].merged()) continue;
    const auto own = graph.own_commits(i);
    if (graph.changes[i].merge != kNoCommit)
      out.emplace_back(graph.changes[i].merge, i);
    else if (!own.empty())
      out.emplace_back(own.back(), i);
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Whether the change touches, or may touch, the paths of that rule.
bool touches(const CompactFacts& facts, const CommitGraph& graph, ChangeIndex change, std::uint32_t rule) {
  if (rule == PathRules::kNone) return true;
  bool known = false, touched = false;
  const auto look_at = [&](CommitIndex commit) {
    const CommitGraph::Node& node = graph.nodes[commit];
    const bool merge = node.merge() && !node.squash;  // whose paths say nothing
    if (node.authored_ms == kNoTime || merge) return;
    known = true;
    touched = touched || facts.touches(node.touched, rule);
  };
  for (const CommitIndex own : graph.own_commits(change)) look_at(own);
  if (graph.changes[change].merge != kNoCommit) look_at(graph.changes[change].merge);
  return touched || !known;
}

/// Finds the first commit of a change among what one deployment brought.
class FirstCommit {
 public:
  FirstCommit(const CommitGraph& graph, const NewCommits& brought)
      : graph_(graph),
        brought_(brought),
        brought_by_(graph.nodes.size(), kNoStep),
        line_of_(graph.nodes.size(), kNoStep),
        known_for_(graph.nodes.size(), kNoStep),
        known_ms_(graph.nodes.size(), kNoTime) {}

  /// Call before asking for the changes of a step.
  void enter(StepIndex step) {
    step_ = step;
    for (const CommitIndex commit : brought_.of(step)) brought_by_[commit] = step;
    for (CommitIndex commit : graph_.named_by(step))
      for (; commit != kNoCommit && brought_by_[commit] == step && line_of_[commit] != step;
           commit = first_parent(commit))
        line_of_[commit] = step;
  }

  std::int64_t authored_ms(ChangeIndex change) {
    std::int64_t first = kNoTime;
    for (const CommitIndex own : graph_.own_commits(change)) {
      first = earlier(first, graph_.nodes[own].authored_ms);
      if (const CommitIndex parent = first_parent(own); on_branch(parent))
        first = earlier(first, first_on(parent));
    }
    const CommitIndex merge = graph_.changes[change].merge;
    return first == kNoTime && merge != kNoCommit ? graph_.nodes[merge].authored_ms : first;
  }

 private:
  static std::int64_t earlier(std::int64_t a, std::int64_t b) {
    return a == kNoTime || (b != kNoTime && b < a) ? b : a;
  }

  /// The earliest on the branch from that commit back; each commit is looked at once a deployment.
  std::int64_t first_on(CommitIndex commit) {
    path_.clear();
    for (; on_branch(commit) && known_for_[commit] != step_; commit = first_parent(commit)) {
      known_for_[commit] = step_;  // a line that closes in a circle, which is a lie, ends here
      known_ms_[commit] = kNoTime;
      path_.push_back(commit);
    }
    std::int64_t first = on_branch(commit) ? known_ms_[commit] : kNoTime;
    for (; !path_.empty(); path_.pop_back()) {
      first = earlier(first, graph_.nodes[path_.back()].authored_ms);
      known_ms_[path_.back()] = first;
    }
    return first;
  }

  bool on_branch(CommitIndex commit) const {
    return commit != kNoCommit && brought_by_[commit] == step_ && line_of_[commit] != step_;
  }
  CommitIndex first_parent(CommitIndex commit) const {
    const CommitGraph::Node& node = graph_.nodes[commit];
    return node.has_parent ? graph_.parents[node.parents_begin] : kNoCommit;
  }

  const CommitGraph& graph_;
  const NewCommits& brought_;
  StepIndex step_ = kNoStep;
  // By commit: the last step that brought it, has it on its line, asked for its first_on(); and the answer.
  std::vector<StepIndex> brought_by_, line_of_, known_for_;
  std::vector<std::int64_t> known_ms_;
  std::vector<CommitIndex> path_;
};

std::vector<std::int64_t> first_reviews(const CompactFacts& facts) {
  const auto& changes = facts.changes();
  std::vector<std::int64_t> first(changes.size(), kNoTime);
  FlatIndex by_key(changes.size());
  const auto hash_of = [](NameId source, std::string_view id) {
    return table_hash(id) ^ source * std::uint64_t{0x9E3779B97F4A7C15U};
  };
  for (ChangeIndex i = 0; i < changes.size(); ++i) {
    first[i] = changes[i].first_review_ms;
    const NameId source = facts.place(changes[i]).source;
    by_key.find_or_add(hash_of(source, facts.texts(changes[i]).id), i, [](std::uint32_t) { return false; });
  }
  for (const CompactReview& review : facts.reviews()) {
    if (review.retracted()) continue;
    const NameId source = facts.place(review).source;
    const std::string_view id = facts.texts(review).change;
    const ChangeIndex at = by_key.find(hash_of(source, id), [&](std::uint32_t i) {
      return facts.place(changes[i]).source == source && facts.texts(changes[i]).id == id;
    });
    if (at == FlatIndex::kNone) continue;
    if (changes[at].author != 0 && changes[at].author == review.author) continue;
    if (first[at] == kNoTime || review.time_ms < first[at]) first[at] = review.time_ms;
  }
  return first;
}

}  // namespace

LiveChanges find_live_changes(const History& history, const CommitGraph& graph, const NewCommits& brought) {
  const CompactFacts& facts = *history.facts;
  LiveChanges out;
  out.first_review_ms = first_reviews(facts);
  out.begin.assign(history.steps.size() + 1, 0);
  const auto landing = landings(facts, graph);
  if (landing.empty()) return out;
  std::vector<std::uint32_t> first_landing(graph.nodes.size(), UINT32_MAX);
  for (auto i = static_cast<std::uint32_t>(landing.size()); i-- > 0;) first_landing[landing[i].first] = i;
  FirstCommit first_commit(graph, brought);
  for (StepIndex step = 0; step < history.steps.size(); ++step) {
    out.begin[step] = static_cast<std::uint32_t>(out.all.size());
    for (std::size_t place = brought.begin[step]; place < brought.begin[step + 1]; ++place) {
      if (!brought.has_baseline(place)) continue;
      const CommitIndex commit = brought.commits[place];
      for (std::uint32_t i = first_landing[commit]; i < landing.size() && landing[i].first == commit; ++i) {
        const ChangeIndex change = landing[i].second;
        const NameId service = history.streams[history.stream_of(step)].service;
        if (touches(facts, graph, change, facts.path_rule(service, graph.nodes[commit].repo)))
          out.all.push_back({change, step, kNoTime});
      }
    }
    const auto first = out.all.begin() + out.begin[step];
    if (first == out.all.end()) continue;
    first_commit.enter(step);
    for (auto live = first; live != out.all.end(); ++live)
      live->first_commit_ms = first_commit.authored_ms(live->change);
    std::sort(first, out.all.end(), [&](const LiveChange& a, const LiveChange& b) {
      return facts.key(facts.changes()[a.change]) < facts.key(facts.changes()[b.change]);
    });
  }
  out.begin.back() = static_cast<std::uint32_t>(out.all.size());
  return out;
}

}  // namespace shiptally::metrics
