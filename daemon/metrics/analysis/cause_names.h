#pragma once
// The names by which incidents tell their causes, and what each could mean.  Only these are looked for, in
// one pass over the facts.

#include <set>
#include <unordered_map>

#include "daemon/metrics/analysis/commit_graph.h"

namespace shiptally::metrics {

/// What a name could mean.  The lists ascend, so that the steps of one stream lie together in order of time.
struct Meaning {
  std::string_view text;
  std::vector<StepIndex> by_id, by_commit, by_version;
  std::vector<CommitIndex> commits;
};

class CauseNames {
 public:
  CauseNames(const CompactFacts& facts, std::span<const CompactIncident* const> incidents);

  bool empty() const { return meanings_.empty(); }
  /// Of the i-th incident; null when it names no cause.
  const Meaning* of(std::size_t incident) const {
    return named_[incident] == FlatIndex::kNone ? nullptr : &meanings_[named_[incident]];
  }

  void look_up_steps(const History& history);
  void look_up_commits(const CommitGraph& graph, const History& history, const NewCommits& brought);

 private:
  /// "source/id".
  struct Sourced {
    std::string_view source, id;
    std::uint32_t meaning;
  };
  void add(std::string_view text, std::uint32_t meaning);
  template <class TextOf>
  Meaning* find(std::uint32_t tag, TextOf text_of);
  void look_up_ids(const CompactFacts& facts, const CompactDeployment& deployment, StepIndex step);
  void find_commits(const CommitGraph& graph);
  void match(CommitIndex commit, const std::string& sha);

  std::vector<Meaning> meanings_;
  FlatIndex index_;                                          // of meanings, by text_tag()
  std::vector<std::uint32_t> named_;                         // by incident: its meaning
  std::unordered_multimap<std::uint32_t, Sourced> sourced_;  // by the text_tag() of the id
  std::vector<bool> sourced_tags_;     // by the tag cut short: whether sourced_ has such
  std::set<std::size_t> sha_lengths_;  // of the names that may be a sha or the beginning of one
  std::vector<bool> sha_beginnings_;   // by the first digits of a sha: whether a name begins so
};

}  // namespace shiptally::metrics
