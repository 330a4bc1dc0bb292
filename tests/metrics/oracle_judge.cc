#include <algorithm>

#include "tests/metrics/oracle_world.h"

namespace shiptally::metrics::testing::oracle {
namespace {

bool same_version(const Deployment& a, const Deployment& b) {
  if (a.key == b.key) return true;
  if (!a.version.empty() || !b.version.empty()) return a.version == b.version;
  const auto commits = [](const Deployment& d) {
    std::set<CommitRef> out;
    for (const DeployedCommit& c : d.commits) out.insert(c.commit());
    return out;
  };
  const std::set<CommitRef> of_a = commits(a), of_b = commits(b);
  return !of_a.empty() && of_a == of_b;
}

bool is_hotfix_branch(const std::string& name) {
  return name.starts_with("hotfix/") || name.starts_with("hotfix-");
}

bool is_revert_branch(const std::string& name) {
  return name.starts_with("revert/") || name.starts_with("revert-");
}

/// The change that a branch "revert-5-login" takes back, if it is known.
const Change* original_of(const Facts& facts, const Change& revert) {
  constexpr std::string_view prefix = "revert-";
  if (!revert.branch.starts_with(prefix)) return nullptr;
  std::string number = revert.branch.substr(prefix.size());
  const auto end = number.find('-');
  if (end == std::string::npos) return nullptr;
  number.resize(end);
  if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) return nullptr;
  for (const Change& c : facts.changes)
    if (c.key != revert.key && c.key.source == revert.key.source && c.repo == revert.repo &&
        (c.key.id == number || c.key.id.ends_with("#" + number)))
      return &c;
  return nullptr;
}

/// Where in the line the change went live; -1: nowhere.
int position(const World& world, const Line& line, const Change& change) {
  for (const Spot& spot : live_spots(world, change))
    if (spot.line == line) return static_cast<int>(spot.at);
  return -1;
}

/// A deployment that another repairs.
struct Target {
  int at = -1;
  bool named = false;  ///< by the branch of a revert
};

/// Which deployments deployment i repairs as hotfix or revert; none: it is neither.
std::vector<Target> targets(const World& world, const Line& line, int i) {
  const Deployment& d = world.lines.at(line)[static_cast<std::size_t>(i)];
  if (d.kind == DeploymentKind::hotfix || d.kind == DeploymentKind::revert) return {{i - 1}};
  if (d.kind != DeploymentKind::deploy) return {};
  std::vector<Target> out;
  for (const Change& change : world.facts.changes) {
    if (position(world, line, change) != i) continue;
    if (is_hotfix_branch(change.branch)) out.push_back({i - 1});
    if (!is_revert_branch(change.branch)) continue;
    const Change* original = original_of(world.facts, change);
    const int live = original == nullptr ? -1 : position(world, line, *original);
    if (live == i) continue;  // nobody saw what it takes back
    out.push_back(live >= 0 && live < i ? Target{live, true} : Target{i - 1});
  }
  return out;
}

/// The first of those that deployment i undoes; i: none.
int undone_from(const List& line, int i, bool redeploy, int last_ran) {
  const auto at = [](int k) { return static_cast<std::size_t>(k); };
  if (redeploy) return i;
  if (last_ran >= 0) return last_ran + 1;
  int from = i;
  if (line[at(i)].kind == DeploymentKind::rollback)
    while (from > 0 && (from == i || same_version(line[at(from - 1)], line[at(i - 1)]))) --from;
  return from;
}

}  // namespace

Judgement judge_line(const World& world, const Line& where) {
  const List& line = world.lines.at(where);
  const std::size_t n = line.size();
  const auto at = [](int k) { return static_cast<std::size_t>(k); };
  Judgement j{std::vector<bool>(n), std::vector<bool>(n), std::vector<bool>(n), std::vector<int>(n, -1),
              std::vector<std::vector<int>>(n)};
  for (int i = 0; i < static_cast<int>(n); ++i) {
    const Deployment& d = line[at(i)];
    if (is_baseline(d)) continue;
    const bool redeploy = i > 0 && same_version(line[at(i - 1)], d);
    int last_ran = -1;
    for (int k = 0; k < i; ++k)
      if (same_version(line[at(k)], d)) last_ran = k;
    j.rollback[at(i)] = d.kind == DeploymentKind::rollback || (last_ran >= 0 && !redeploy);
    bool first = true;
    for (int k = undone_from(line, i, redeploy, last_ran); k < i; ++k) {
      if (j.undone_by[at(k)] >= 0) continue;
      j.undone_by[at(k)] = i;
      if (is_baseline(line[at(k)]) || j.rollback[at(k)]) continue;
      (first ? j.failed : j.repair)[at(k)] = true;
      first = false;
    }
    const std::vector<Target> repaired = targets(world, where, i);
    for (const auto [k, named] : repaired)
      if (k >= 0 && (named || !redeploy) && !is_baseline(line[at(k)]) && !j.rollback[at(k)])
        j.repaired_by[at(k)].push_back(i);
    if (!repaired.empty() || j.rollback[at(i)] || !d.remedies.empty()) j.repair[at(i)] = true;
  }
  return j;
}

std::optional<Instant> recovery(const World& world, const Spot& spot, const Judgement& j,
                                const std::vector<Incident>& incidents) {
  const List& line = world.lines.at(spot.line);
  const Deployment& failed = line[spot.at];
  std::vector<Instant> ends;
  bool all_resolved = !incidents.empty();
  Instant last_resolved = Instant(Millis(INT64_MIN / 2));
  for (const Incident& incident : incidents) {
    if (incident.resolved)
      last_resolved = std::max(last_resolved, *incident.resolved);
    else
      all_resolved = false;
  }
  if (all_resolved) ends.push_back(last_resolved);
  const int undone_by = j.undone_by[spot.at];
  if (undone_by >= 0) ends.push_back(*line[static_cast<std::size_t>(undone_by)].finished);
  for (const int repair : j.repaired_by[spot.at])  // one that was undone together with it repaired nothing
    if (undone_by < 0 || undone_by <= repair)
      ends.push_back(*line[static_cast<std::size_t>(repair)].finished);
  for (const auto& [place, other] : world.lines)
    for (std::size_t k = 0; k < other.size(); ++k) {
      const Deployment& d = other[k];
      const bool after = place == spot.line
                             ? k > spot.at && (undone_by < 0 || static_cast<int>(k) >= undone_by)
                             : *d.finished >= *failed.finished;
      for (const Incident& incident : incidents)
        if (after && !is_baseline(d) && (d.remedies == incident.key.id || d.remedies == name_of(incident)))
          ends.push_back(*d.finished);
    }
  if (ends.empty()) return std::nullopt;
  return *std::min_element(ends.begin(), ends.end());
}

}  // namespace shiptally::metrics::testing::oracle
