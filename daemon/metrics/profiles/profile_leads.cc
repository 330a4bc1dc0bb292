#include "daemon/metrics/profiles/profile_leads.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "daemon/metrics/profiles/devlake_changes.h"

namespace shiptally::metrics {
namespace {

std::int64_t finished_ms(const Analysis& a, StepIndex step) { return to_ms(a.history.steps[step].finished); }

std::int64_t span_or_none(const Profile& profile, std::int64_t from_ms, std::int64_t until_ms) {
  if (from_ms == kNoTime) return static_cast<std::int64_t>(NoLead::unknown);
  if (until_ms >= from_ms) return until_ms - from_ms;
  return profile.lead_negative == Negative::zero ? 0 : static_cast<std::int64_t>(NoLead::negative);
}

std::vector<Lead> of_diffs(const Analysis& a, const Profile&) {
  std::vector<Lead> out;
  for (const DevlakeChange& c : devlake_changes(a))
    if (c.deployed)
      out.push_back({c.deployed->step, c.change, c.cycle.count(), instant_from_ms(c.deployed->finished_ms)});
  return out;
}

std::vector<Lead> of_brought(const Analysis& a, const Profile& profile) {
  const auto& changes = a.facts->changes();
  std::vector<std::pair<CommitIndex, ChangeIndex>> merges;
  for (ChangeIndex i = 0; i < a.graph.changes.size(); ++i)
    if (a.graph.changes[i].merge != kNoCommit && changes[i].merged())
      merges.emplace_back(a.graph.changes[i].merge, i);
  std::sort(merges.begin(), merges.end());
  std::vector<Lead> out;
  if (merges.empty()) return out;
  for (StepIndex step = 0; step < a.history.steps.size(); ++step)
    for (const CommitIndex commit : a.brought.of(step)) {
      auto at = std::lower_bound(merges.begin(), merges.end(), std::pair(commit, ChangeIndex{0}));
      for (; at != merges.end() && at->first == commit; ++at)
        out.push_back({step, at->second,
                       span_or_none(profile, changes[at->second].merged_ms, finished_ms(a, step)),
                       a.history.steps[step].finished});
    }
  return out;
}

std::vector<Lead> of_named(const Analysis& a, const Profile& profile) {
  std::vector<Lead> out;
  for (StepIndex step = 0; step < a.history.steps.size(); ++step) {
    if (a.history.steps[step].baseline()) continue;
    const auto started = a.history.fact(step).started();
    const std::int64_t until_ms = started ? to_ms(*started) : finished_ms(a, step);
    for (const CommitIndex commit : a.graph.named_by(step))
      out.push_back({step, commit, span_or_none(profile, a.graph.nodes[commit].authored_ms, until_ms),
                     a.history.steps[step].finished});
  }
  return out;
}

std::int64_t first_commit_ms(const Analysis& a, ChangeIndex change) {
  std::int64_t first = a.facts->changes()[change].time_ms;  // opened, where no commit is known
  bool known = false;
  for (const CommitIndex own : a.graph.own_commits(change)) {
    const std::int64_t ms = a.graph.nodes[own].authored_ms;
    if (ms == kNoTime || (known && ms >= first)) continue;
    first = ms;
    known = true;
  }
  return first;
}

/// Merged changes of each repository, by their merge.
std::map<NameId, std::vector<ChangeIndex>> merged_by_repo(const Analysis& a) {
  const auto& changes = a.facts->changes();
  std::map<NameId, std::vector<ChangeIndex>> out;
  for (ChangeIndex i = 0; i < changes.size(); ++i)
    if (!changes[i].retracted() && changes[i].merged()) out[changes[i].repo].push_back(i);
  for (auto& [repo, list] : out)
    std::sort(list.begin(), list.end(),
              [&](ChangeIndex x, ChangeIndex y) { return changes[x].merged_ms < changes[y].merged_ms; });
  return out;
}

/// Goes through the deployments of each service; those of a repository take what was merged up to their
/// finish and was not taken yet.
std::vector<Lead> of_merged_since(const Analysis& a, const Profile& profile) {
  const auto& changes = a.facts->changes();
  const auto merged = merged_by_repo(a);
  std::vector<Lead> out;
  for (const Stream& stream : a.history.streams) {
    std::map<NameId, std::size_t> taken;
    for (StepIndex step = stream.begin; step < stream.end; ++step) {
      if (a.history.steps[step].baseline()) continue;
      for (const CommitIndex commit : a.graph.named_by(step)) {
        const auto of_repo = merged.find(a.graph.nodes[commit].repo);
        if (of_repo == merged.end()) continue;
        std::size_t& next = taken[of_repo->first];
        for (; next < of_repo->second.size(); ++next) {
          const ChangeIndex change = of_repo->second[next];
          if (changes[change].merged_ms > finished_ms(a, step)) break;
          out.push_back({step, change,
                         span_or_none(profile, first_commit_ms(a, change), finished_ms(a, step)),
                         *changes[change].merged()});
        }
      }
    }
  }
  return out;
}

}  // namespace

std::vector<Lead> find_leads(const Analysis& analysis, const Profile& profile) {
  std::vector<Lead> leads;
  switch (profile.lead_of) {
    case LeadOf::new_commits:
      return {};
    case LeadOf::named_commits:
      leads = of_named(analysis, profile);
      break;
    case LeadOf::changes_of_diff:
      leads = of_diffs(analysis, profile);
      break;
    case LeadOf::changes_brought:
      leads = of_brought(analysis, profile);
      break;
    case LeadOf::changes_merged_since:
      leads = of_merged_since(analysis, profile);
      break;
  }
  std::stable_sort(leads.begin(), leads.end(), [](const Lead& x, const Lead& y) { return x.step < y.step; });
  return leads;
}

}  // namespace shiptally::metrics
