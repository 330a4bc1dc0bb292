#include <algorithm>

#include "tests/metrics/oracle_world.h"

namespace shiptally::metrics::testing::oracle {
namespace {

std::vector<CommitRef> first_parents(const Facts& facts, CommitRef ref) {
  std::vector<CommitRef> out;
  for (const Commit* fact = find_commit(facts, ref); fact != nullptr; fact = find_commit(facts, ref)) {
    if (!fact->parents || fact->parents->empty()) break;
    ref.sha = fact->parents->front();
    out.push_back(ref);
  }
  return out;
}

/// Commits that the deployment names, and their first-parent ancestors.
std::set<CommitRef> main_lines(const Facts& facts, const Deployment& d) {
  std::set<CommitRef> out;
  for (const DeployedCommit& c : d.commits) {
    out.insert(c.commit());
    for (const CommitRef& ancestor : first_parents(facts, c.commit())) out.insert(ancestor);
  }
  return out;
}

std::optional<Instant> first_commit(const World& world, const Change& change, const Spot& spot) {
  const std::set<CommitRef> main = main_lines(world.facts, world.deployment(spot));
  std::set<CommitRef> candidates;
  for (const std::string& sha : change.commits) {
    candidates.insert({change.repo, sha});
    for (const CommitRef& ancestor : first_parents(world.facts, {change.repo, sha})) {
      if (!world.brought_by(spot).commits.contains(ancestor) || main.contains(ancestor)) break;
      candidates.insert(ancestor);
    }
  }
  std::optional<Instant> first;
  for (const CommitRef& ref : candidates)
    if (const Commit* fact = find_commit(world.facts, ref); fact != nullptr)
      first = std::min(first.value_or(fact->authored), fact->authored);
  if (first) return first;
  const Commit* merge = find_commit(world.facts, {change.repo, change.merge_sha});
  return merge == nullptr ? std::nullopt : std::optional(merge->authored);
}

std::optional<Instant> first_review(const Facts& facts, const Change& change) {
  std::vector<Instant> reviews;
  if (change.first_review) reviews.push_back(*change.first_review);
  for (const Review& r : facts.reviews)
    if (r.key.source == change.key.source && r.change == change.key.id &&
        (change.author.empty() || r.author != change.author))
      reviews.push_back(r.submitted);
  if (reviews.empty()) return std::nullopt;
  return *std::min_element(reviews.begin(), reviews.end());
}

void add_span(OracleStage& stage, const std::string& id, std::optional<Instant> from,
              std::optional<Instant> to) {
  if (!from || !to) return;
  if (*to < *from) {
    stage.excluded.insert(id);
    return;
  }
  stage.changes.insert(id);
  stage.ms.push_back((*to - *from).count());
}

/// Whether the change may be one of the service: nothing is known of its commits, or one fits a path filter.
bool concerns(const World& world, const Change& change, const std::string& service) {
  std::vector<std::string> shas = change.commits;
  shas.push_back(change.merge_sha);
  bool any = false;
  for (const std::string& sha : shas) {
    const Commit* fact = find_commit(world.facts, {change.repo, sha});
    if (fact == nullptr || (fact->parents && fact->parents->size() > 1)) continue;
    if (!touches_other_paths(world.facts, service, *fact)) return true;
    any = true;
  }
  return !any;
}

}  // namespace

std::vector<Spot> live_spots(const World& world, const Change& change) {
  std::string sha = change.merge_sha;
  if (sha.empty() && !change.commits.empty()) sha = change.commits.back();
  std::vector<Spot> out;
  if (!change.merged) return out;
  for (const auto& [line, brought] : world.brought)
    for (std::size_t i = 0; i < brought.size(); ++i)
      if (!is_baseline(world.deployment({line, i})) && brought[i].commits.contains({change.repo, sha}) &&
          brought[i].baselines.contains(change.repo) && concerns(world, change, line.first))
        out.push_back({line, i});
  return out;
}

void count_stages(const World& world, const Change& change, const Spot& spot, OracleAnswer& answer) {
  const std::string id = name_of(change);
  const auto review = first_review(world.facts, change);
  add_span(answer.coding, id, first_commit(world, change, spot), change.opened);
  add_span(answer.pickup, id, change.opened, review);
  add_span(answer.review, id, review, change.merged);
  add_span(answer.deploy_wait, id, change.merged, world.deployment(spot).finished);
}

}  // namespace shiptally::metrics::testing::oracle
