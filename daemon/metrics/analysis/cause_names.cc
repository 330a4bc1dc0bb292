#include "daemon/metrics/analysis/cause_names.h"

#include <algorithm>

namespace shiptally::metrics {
namespace {

constexpr std::size_t kPrefixMin = 7;
constexpr std::size_t kShaMax = 64;  // SHA-256
// As many digits of a sha as the table of beginnings tells apart; fewer than any prefix has.
constexpr std::size_t kBeginning = 5;
constexpr std::size_t kSourcedTags = std::size_t{1} << 20;

bool is_sha(std::string_view text) {
  return text.size() >= kPrefixMin && text.size() <= kShaMax &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::uint32_t digit(char c) { return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10); }

/// Number of the first five hex digits.
std::size_t beginning(std::string_view digits) {
  std::uint32_t number = 0;
  for (const char c : digits.substr(0, kBeginning)) number = number * 16 + digit(c);
  return number;
}

/// The same of a commit's sha; none when it has other characters there, which no name has.
std::size_t beginning_of_packed(std::string_view packed) {
  if (is_binary_sha(packed)) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(packed[i]); };
    return std::size_t{byte(1)} << 12 | std::size_t{byte(2)} << 4 | byte(3) >> 4;
  }
  const std::string sha = unpack_sha(packed);
  return is_sha(std::string_view(sha).substr(0, kPrefixMin)) ? beginning(sha) : std::string::npos;
}

}  // namespace

CauseNames::CauseNames(const CompactFacts& facts, std::span<const CompactIncident* const> incidents)
    : named_(incidents.size(), FlatIndex::kNone) {
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    const std::string_view text = facts.texts(*incidents[i]).deployment;
    if (text.empty()) continue;
    const auto [meaning, added] =
        index_.find_or_add(text_tag(text), static_cast<std::uint32_t>(meanings_.size()),
                           [&](std::uint32_t known) { return meanings_[known].text == text; });
    named_[i] = meaning;
    if (added) add(text, meaning);
  }
}

void CauseNames::add(std::string_view text, std::uint32_t meaning) {
  meanings_.push_back({text, {}, {}, {}, {}});
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view id = text.substr(slash + 1);
    sourced_.emplace(text_tag(id), Sourced{text.substr(0, slash), id, meaning});
    sourced_tags_.resize(kSourcedTags);
    sourced_tags_[text_tag(id) % kSourcedTags] = true;
  }
  if (!is_sha(text)) return;
  sha_lengths_.insert(text.size());
  sha_beginnings_.resize(std::size_t{1} << (4 * kBeginning));
  sha_beginnings_[beginning(text)] = true;
}

/// The text is asked for only where the tags agree.
template <class TextOf>
Meaning* CauseNames::find(std::uint32_t tag, TextOf text_of) {
  const std::uint32_t at =
      index_.find(tag, [&](std::uint32_t known) { return meanings_[known].text == text_of(); });
  return at == FlatIndex::kNone ? nullptr : &meanings_[at];
}

void CauseNames::look_up_ids(const CompactFacts& facts, const CompactDeployment& d, StepIndex step) {
  const auto id = [&] { return facts.texts(d).id; };
  if (Meaning* meaning = find(d.id_tag, id)) meaning->by_id.push_back(step);
  if (sourced_.empty() || !sourced_tags_[d.id_tag % kSourcedTags]) return;
  const auto [first, last] = sourced_.equal_range(d.id_tag);
  for (auto at = first; at != last; ++at) {
    const auto& [source, text, meaning] = at->second;
    if (text == id() && source == facts.name(facts.place(d).source)) meanings_[meaning].by_id.push_back(step);
  }
}

// In the order of the facts, which lie in memory so.
void CauseNames::look_up_steps(const History& history) {
  const CompactFacts& facts = *history.facts;
  const auto& deployments = facts.deployments();
  std::vector<StepIndex> step_of(deployments.size(), kNoStep);
  for (StepIndex i = 0; i < history.steps.size(); ++i)
    if (!history.steps[i].baseline()) step_of[history.steps[i].fact] = i;
  for (FactIndex i = 0; i < deployments.size(); ++i) {
    if (step_of[i] == kNoStep) continue;
    const CompactDeployment& d = deployments[i];
    look_up_ids(facts, d, step_of[i]);
    if (d.version_tag == 0) continue;
    if (Meaning* meaning = find(d.version_tag, [&] { return facts.texts(d).version; }))
      meaning->by_version.push_back(step_of[i]);
  }
  for (Meaning& meaning : meanings_)
    for (auto* steps : {&meaning.by_id, &meaning.by_version}) std::sort(steps->begin(), steps->end());
}

void CauseNames::look_up_commits(const CommitGraph& graph, const History& history,
                                 const NewCommits& brought) {
  if (sha_lengths_.empty()) return;
  find_commits(graph);
  std::vector<bool> any(graph.nodes.size());
  std::unordered_multimap<CommitIndex, Meaning*> wanted;
  for (Meaning& meaning : meanings_)
    for (const CommitIndex commit : meaning.commits) {
      any[commit] = true;
      wanted.emplace(commit, &meaning);
    }
  if (wanted.empty()) return;
  const auto add = [&](CommitIndex commit, StepIndex step) {
    if (!any[commit]) return;
    const auto [first, last] = wanted.equal_range(commit);
    for (auto at = first; at != last; ++at) {
      std::vector<StepIndex>& steps = at->second->by_commit;
      if (steps.empty() || steps.back() != step) steps.push_back(step);
    }
  };
  for (StepIndex i = 0; i < history.steps.size(); ++i) {
    if (history.steps[i].baseline()) continue;
    for (const CommitIndex commit : graph.named_by(i)) add(commit, i);
    for (const CommitIndex commit : brought.of(i)) add(commit, i);
  }
}

/// The same sha in two repositories (a fork) is one commit; two shas under one prefix are no answer.
void CauseNames::find_commits(const CommitGraph& graph) {
  for (CommitIndex c = 0; c < graph.nodes.size(); ++c) {
    const std::string_view packed = graph.nodes[c].packed_sha();
    const std::size_t first = beginning_of_packed(packed);
    if (first != std::string::npos && sha_beginnings_[first]) match(c, unpack_sha(packed));
  }
  for (Meaning& meaning : meanings_) {
    auto& commits = meaning.commits;
    const auto other = [&](CommitIndex c) {
      return graph.nodes[c].packed_sha() != graph.nodes[commits.front()].packed_sha();
    };
    if (std::any_of(commits.begin(), commits.end(), other)) commits.clear();
  }
}

void CauseNames::match(CommitIndex commit, const std::string& sha) {
  for (const std::size_t length : sha_lengths_) {
    if (length > sha.size()) break;
    const std::string_view prefix = std::string_view(sha).substr(0, length);
    if (Meaning* meaning = find(text_tag(prefix), [&] { return prefix; })) meaning->commits.push_back(commit);
  }
}

}  // namespace shiptally::metrics
