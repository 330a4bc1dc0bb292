#include "daemon/metrics/incident_links.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace shiptally::metrics {
namespace {

constexpr std::size_t kPrefixMin = 7;
constexpr std::size_t kShaMax = 64;  // SHA-256

/// What a name could mean.  The lists ascend, so that the steps of one stream lie together in order of time.
struct Meaning {
  std::vector<StepIndex> by_id, by_commit, by_version;
  std::vector<CommitIndex> commits;
};

bool is_sha(std::string_view text) {
  return text.size() >= kPrefixMin && text.size() <= kShaMax &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// The names that incidents use, and what each means.  Only these are looked for, in one pass over the facts.
class Names {
 public:
  explicit Names(std::span<const Incident* const> incidents) {
    for (const Incident* incident : incidents)
      if (!incident->deployment.empty()) meanings_[incident->deployment];
    for (auto& [text, meaning] : meanings_) {
      if (const auto slash = text.find('/'); slash != std::string_view::npos)
        sourced_.emplace(text.substr(slash + 1), Sourced{text.substr(0, slash), &meaning});
      if (is_sha(text)) sha_lengths_.insert(text.size());
    }
  }

  bool empty() const { return meanings_.empty(); }
  const Meaning& of(const Incident& incident) const { return meanings_.at(incident.deployment); }

  void look_up_steps(const History& history) {
    for (StepIndex i = 0; i < history.steps.size(); ++i) {
      const Step& step = history.steps[i];
      if (step.baseline()) continue;
      const Deployment& d = *step.fact;
      if (const auto at = meanings_.find(d.key.id); at != meanings_.end()) at->second.by_id.push_back(i);
      const auto [first, last] = sourced_.equal_range(d.key.id);
      for (auto at = first; at != last; ++at)
        if (at->second.source == d.key.source) at->second.meaning->by_id.push_back(i);
      if (d.version.empty()) continue;
      if (const auto at = meanings_.find(d.version); at != meanings_.end())
        at->second.by_version.push_back(i);
    }
  }

  void look_up_commits(const CommitGraph& graph, const History& history, const NewCommits& brought) {
    if (sha_lengths_.empty()) return;
    find_commits(graph);
    std::unordered_multimap<CommitIndex, Meaning*> wanted;
    for (auto& [text, meaning] : meanings_)
      for (const CommitIndex commit : meaning.commits) wanted.emplace(commit, &meaning);
    if (wanted.empty()) return;
    const auto add = [&](CommitIndex commit, StepIndex step) {
      const auto [first, last] = wanted.equal_range(commit);
      for (auto at = first; at != last; ++at) {
        std::vector<StepIndex>& steps = at->second->by_commit;
        if (steps.empty() || steps.back() != step) steps.push_back(step);
      }
    };
    for (StepIndex i = 0; i < history.steps.size(); ++i) {
      if (history.steps[i].baseline()) continue;
      for (const CommitIndex commit : graph.named_by(i)) add(commit, i);
      for (const NewCommit& commit : brought.of(i)) add(commit.commit, i);
    }
  }

 private:
  struct Sourced {
    std::string_view source;
    Meaning* meaning;
  };

  /// The same sha in two repositories (a fork) is one commit; two shas under one prefix are no answer.
  void find_commits(const CommitGraph& graph) {
    for (CommitIndex c = 0; c < graph.nodes.size(); ++c) {
      const std::string_view sha = graph.nodes[c].sha;
      for (const std::size_t length : sha_lengths_) {
        if (length > sha.size()) break;
        const auto at = meanings_.find(sha.substr(0, length));
        if (at != meanings_.end()) at->second.commits.push_back(c);
      }
    }
    for (auto& [text, meaning] : meanings_) {
      auto& commits = meaning.commits;
      const auto other = [&](CommitIndex c) {
        return graph.nodes[c].sha != graph.nodes[commits.front()].sha;
      };
      if (std::any_of(commits.begin(), commits.end(), other)) commits.clear();
    }
  }

  std::unordered_map<std::string_view, Meaning> meanings_;
  std::unordered_multimap<std::string_view, Sourced> sourced_;  // by the id behind the slash
  std::set<std::size_t> sha_lengths_;  // of the names that may be a sha or the beginning of one
};

StepIndex pick_in_stream(const History& history, std::span<const StepIndex> steps, const Stream& stream,
                         Instant opened) {
  const auto first = std::lower_bound(steps.begin(), steps.end(), stream.begin);
  const auto last = std::lower_bound(first, steps.end(), stream.end);
  if (first == last) return kNoStep;
  const auto after = std::upper_bound(
      first, last, opened, [&](Instant t, StepIndex step) { return t < history.steps[step].finished; });
  return after == first ? *first : *(after - 1);
}

/// Whether `a` is the likelier cause of something that happened at `opened`: the last one before it, or else
/// the first one after.
bool likelier(const Step& a, const Step& b, Instant opened) {
  const bool a_before = a.finished <= opened, b_before = b.finished <= opened;
  if (a_before != b_before) return a_before;
  return a_before ? a.finished > b.finished : a.finished < b.finished;
}

StepIndex pick_anywhere(const History& history, std::span<const StepIndex> steps, const Incident& incident,
                        bool any_environment) {
  StepIndex best = kNoStep;
  for (const StepIndex i : steps) {
    const Step& step = history.steps[i];
    if (!any_environment && step.fact->environment != incident.environment) continue;
    if (best == kNoStep || likelier(step, history.steps[best], incident.opened)) best = i;
  }
  return best;
}

StepIndex pick(const History& history, const Meaning& meaning, const Incident& incident) {
  const Stream* own = history.find(incident.service, incident.environment);
  for (const auto* steps : {&meaning.by_id, &meaning.by_commit, &meaning.by_version}) {
    StepIndex found = own == nullptr ? kNoStep : pick_in_stream(history, *steps, *own, incident.opened);
    if (found == kNoStep && steps != &meaning.by_version)
      found = pick_anywhere(history, *steps, incident, steps == &meaning.by_id);
    if (found != kNoStep) return found;
  }
  return kNoStep;
}

}  // namespace

std::vector<StepIndex> linked_steps(const History& history, const CommitGraph& graph,
                                    const NewCommits& brought, std::span<const Incident* const> incidents) {
  std::vector<StepIndex> links(incidents.size(), kNoStep);
  Names names(incidents);
  if (names.empty()) return links;
  names.look_up_steps(history);
  names.look_up_commits(graph, history, brought);
  for (std::size_t i = 0; i < incidents.size(); ++i)
    if (!incidents[i]->deployment.empty()) links[i] = pick(history, names.of(*incidents[i]), *incidents[i]);
  return links;
}

}  // namespace shiptally::metrics
