#include "daemon/metrics/analysis/repairs.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "schema/base/glob.h"

namespace shiptally::metrics {
namespace {

enum class Branch : std::uint8_t { plain, hotfix, revert };

Branch branch_of(std::string_view name, const DeliveryRules& rules) {
  const auto fits = [&](const std::string& glob) { return glob_matches(glob, name); };
  if (name.empty()) return Branch::plain;
  if (std::any_of(rules.hotfix_branches.begin(), rules.hotfix_branches.end(), fits)) return Branch::hotfix;
  if (std::any_of(rules.revert_branches.begin(), rules.revert_branches.end(), fits)) return Branch::revert;
  return Branch::plain;
}

std::vector<Branch> branches_of(const CompactFacts& facts, const DeliveryRules& rules) {
  std::vector<Branch> out;
  out.reserve(facts.changes().size());
  for (const CompactChange& change : facts.changes())
    out.push_back(branch_of(facts.texts(change).branch, rules));
  return out;
}

/// Of "revert-12-fix" the "12"; empty when the name tells none.
std::string_view reverted_number(std::string_view branch) {
  constexpr std::string_view kPrefix = "revert-";
  if (!branch.starts_with(kPrefix)) return {};
  branch.remove_prefix(kPrefix.size());
  const std::size_t digits = std::min(branch.find_first_not_of("0123456789"), branch.size());
  return digits == branch.size() || branch[digits] == '-' ? branch.substr(0, digits) : std::string_view();
}

class RepairFinder {
 public:
  RepairFinder(const History& history, const LiveChanges& live, const DeliveryRules& rules)
      : history_(history), live_(live), branches_(branches_of(*history.facts, rules)) {
    const std::size_t n = history.steps.size();
    found_.repair.resize(n);
    found_.of_previous.resize(n);
    for (const auto& [revert, original] : reverted_changes(*history.facts)) {
      original_of_[revert] = original;
      steps_of_[original];
    }
    if (steps_of_.empty()) return;
    for (const LiveChange& change : live.all)
      if (const auto at = steps_of_.find(change.change); at != steps_of_.end())
        at->second.push_back(change.step);
  }

  Repairs run() {
    for (StepIndex i = 0; i < history_.steps.size(); ++i) {
      const DeploymentKind kind = history_.steps[i].kind;
      if (kind == DeploymentKind::hotfix || kind == DeploymentKind::revert)
        found_.repair[i] = found_.of_previous[i] = true;
      else if (kind == DeploymentKind::deploy)
        for (const LiveChange& live : live_.of(i)) judge(i, live.change);
    }
    std::sort(found_.reverts.begin(), found_.reverts.end(), [](const RevertOf& a, const RevertOf& b) {
      return std::pair(a.repair, a.failed) < std::pair(b.repair, b.failed);
    });
    return std::move(found_);
  }

 private:
  void judge(StepIndex step, ChangeIndex change) {
    if (branches_[change] == Branch::plain) return;
    const auto original =
        branches_[change] == Branch::revert ? original_of_.find(change) : original_of_.end();
    const StepIndex brought_by =
        original == original_of_.end() ? kNoStep : step_that_brought(original->second, step);
    if (brought_by == step) return;
    found_.repair[step] = true;
    if (brought_by != kNoStep) {
      found_.reverts.push_back({brought_by, step, change});
      return;
    }
    if (found_.by_change.empty()) found_.by_change.assign(history_.steps.size(), kNoChange);
    if (!found_.of_previous[step]) found_.by_change[step] = change;
    found_.of_previous[step] = true;
  }

  /// The step up to `step` of its stream with which the change went live.
  StepIndex step_that_brought(ChangeIndex change, StepIndex step) const {
    const auto& steps = steps_of_.at(change);  // ascending, at most one a stream
    const auto first =
        std::lower_bound(steps.begin(), steps.end(), history_.streams[history_.stream_of(step)].begin);
    return first == steps.end() || *first > step ? kNoStep : *first;
  }

  const History& history_;
  const LiveChanges& live_;
  std::vector<Branch> branches_;
  std::unordered_map<ChangeIndex, ChangeIndex> original_of_;          // by the change that reverts it
  std::unordered_map<ChangeIndex, std::vector<StepIndex>> steps_of_;  // where reverted changes went live
  Repairs found_;
};

}  // namespace

std::vector<std::pair<ChangeIndex, ChangeIndex>> reverted_changes(const CompactFacts& facts) {
  using Key = std::tuple<NameId, NameId, std::string_view>;  // source, repository, number
  const auto& changes = facts.changes();
  std::vector<std::pair<ChangeIndex, Key>> reverts;
  for (ChangeIndex i = 0; i < changes.size(); ++i) {
    const std::string_view number = reverted_number(facts.texts(changes[i]).branch);
    if (!changes[i].retracted() && !number.empty())
      reverts.push_back({i, {facts.place(changes[i]).source, changes[i].repo, number}});
  }
  std::vector<std::pair<ChangeIndex, ChangeIndex>> out;
  if (reverts.empty()) return out;
  std::map<Key, ChangeIndex> by_number;
  for (ChangeIndex i = 0; i < changes.size(); ++i) {
    if (changes[i].retracted()) continue;
    const std::string_view id = facts.texts(changes[i]).id;
    const auto hash = id.rfind('#');
    const Key key{facts.place(changes[i]).source, changes[i].repo,
                  hash == std::string_view::npos ? id : id.substr(hash + 1)};
    // Of two with one number ("7" and "a#7") the first by id, whoever came first.
    const auto [at, added] = by_number.try_emplace(key, i);
    if (!added && id < facts.texts(changes[at->second]).id) at->second = i;
  }
  for (const auto& [revert, key] : reverts)
    if (const auto at = by_number.find(key); at != by_number.end() && at->second != revert)
      out.emplace_back(revert, at->second);
  return out;
}

Repairs find_repairs(const History& history, const LiveChanges& live, const DeliveryRules& rules) {
  return RepairFinder(history, live, rules).run();
}

}  // namespace shiptally::metrics
