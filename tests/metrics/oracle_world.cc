#include "tests/metrics/oracle_world.h"

#include <algorithm>

namespace shiptally::metrics::testing::oracle {
namespace {

/// Successful deployments of a place, in order.
List line_of(const Facts& facts, const Line& line) {
  List out;
  for (const Deployment& d : facts.deployments)
    if (d.status == DeploymentStatus::success && d.finished && Line(d.service, d.environment) == line)
      out.push_back(d);
  std::sort(out.begin(), out.end(), [](const Deployment& a, const Deployment& b) {
    return *a.finished != *b.finished ? *a.finished < *b.finished : a.key < b.key;
  });
  return out;
}

void reach(const Facts& facts, const CommitRef& commit, std::set<CommitRef>& into) {
  if (!into.insert(commit).second) return;
  if (const Commit* fact = find_commit(facts, commit); fact != nullptr && fact->parents)
    for (const std::string& parent : *fact->parents) reach(facts, {commit.repo, parent}, into);
  for (const Change& change : facts.changes)
    if (CommitRef{change.repo, change.merge_sha} == commit && is_squash(facts, change))
      for (const std::string& own : change.commits) reach(facts, {change.repo, own}, into);
}

/// Random globs are "FOLDER/**" or a file's whole path.
bool glob_fits(const std::string& glob, const std::string& path) {
  if (!glob.ends_with("/**")) return glob == path;
  return path.starts_with(glob.substr(0, glob.size() - 2));
}

}  // namespace

bool touches_other_paths(const Facts& facts, const std::string& service, const Commit& commit) {
  if (!commit.paths) return false;
  for (const PathRule& rule : facts.paths) {
    if (rule.service != service || (!rule.repo.empty() && rule.repo != commit.key.repo)) continue;
    for (const std::string& path : *commit.paths)
      for (const std::string& glob : rule.globs)
        if (glob_fits(glob, path)) return false;
    return true;
  }
  return false;  // no filter in this repository
}

const Commit* find_commit(const Facts& facts, const CommitRef& ref) {
  for (const Commit& c : facts.commits)
    if (c.key == ref) return &c;
  return nullptr;
}

bool is_squash(const Facts& facts, const Change& change) {
  if (!change.merged || change.merge_sha.empty()) return false;
  const Commit* merge = find_commit(facts, {change.repo, change.merge_sha});
  if (merge != nullptr && merge->parents && merge->parents->size() > 1) return false;
  bool any_known = false;
  for (const std::string& sha : change.commits) {
    if (sha == change.merge_sha) return false;
    const Commit* own = find_commit(facts, {change.repo, sha});
    if (own == nullptr) continue;
    any_known = true;
    if (merge != nullptr && own->authored == merge->authored) return false;  // a rebase
  }
  return any_known;
}

bool is_squash_commit(const Facts& facts, const CommitRef& ref) {
  return std::any_of(facts.changes.begin(), facts.changes.end(), [&](const Change& change) {
    return CommitRef{change.repo, change.merge_sha} == ref && is_squash(facts, change);
  });
}

World make_world(Facts facts) {
  World world{std::move(facts), {}, {}};
  for (const Deployment& d : world.facts.deployments) {
    const Line line(d.service, d.environment);
    if (List all = line_of(world.facts, line); !all.empty()) world.lines[line] = std::move(all);
  }
  for (const auto& [line, list] : world.lines) {
    std::set<CommitRef> before;
    std::set<std::string> repos;
    for (const Deployment& d : list) {
      std::set<CommitRef> now;
      for (const DeployedCommit& c : d.commits) reach(world.facts, c.commit(), now);
      Brought brought{{}, repos};
      for (const CommitRef& c : now)
        if (!before.contains(c)) brought.commits.insert(c);
      world.brought[line].push_back(std::move(brought));
      before.insert(now.begin(), now.end());
      for (const DeployedCommit& c : d.commits) repos.insert(c.repo);
    }
  }
  return world;
}

}  // namespace shiptally::metrics::testing::oracle
