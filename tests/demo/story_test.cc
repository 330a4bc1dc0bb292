#include "daemon/demo/story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "daemon/demo/cast.h"

namespace shiptally::demo {
namespace {

const Window kWindow{parse_instant("2026-08-25T15:30:00Z").value(),
                     parse_instant("2026-11-23T15:30:00Z").value()};

class StoryTest : public testing::TestWithParam<std::uint64_t> {
 protected:
  const Story story_ = tell(kWindow, GetParam());
};
INSTANTIATE_TEST_SUITE_P(Seeds, StoryTest, testing::Values(2026u, 1u, 77u));

TEST_P(StoryTest, IsAGraphPerRepository) {
  std::set<CommitRef> known;
  for (const Commit& c : story_.commits) {
    for (const std::string& parent : *c.parents)
      EXPECT_TRUE(known.contains({c.key.repo, parent})) << "a parent comes before its child";
    EXPECT_TRUE(known.insert(c.key).second);
  }
  for (const Deployment& d : story_.deployments)
    EXPECT_TRUE(known.contains(d.commits.at(0).commit())) << d.key.id;
  for (const Change& c : story_.changes) {
    EXPECT_TRUE(known.contains({c.repo, c.merge_sha})) << c.key.id;
    for (const std::string& sha : c.commits) EXPECT_TRUE(known.contains({c.repo, sha})) << c.key.id;
  }
}

TEST_P(StoryTest, HappensInsideTheWindowAndInOrder) {
  for (const Commit& c : story_.commits) EXPECT_TRUE(kWindow.contains(c.authored));
  for (const Change& c : story_.changes) {
    EXPECT_TRUE(kWindow.contains(c.opened) && kWindow.contains(*c.merged)) << c.key.id;
    EXPECT_LE(c.opened, *c.merged) << c.key.id;
  }
  std::map<std::string, Change> changes;
  for (const Change& c : story_.changes) changes[c.key.id] = c;
  std::set<std::string> reviewed;
  for (const Review& r : story_.reviews) {
    const Change& c = changes.at(r.change);
    EXPECT_TRUE(c.opened <= r.submitted && r.submitted <= *c.merged) << r.key.id;
    if (r.author != c.author) reviewed.insert(r.change);
  }
  EXPECT_EQ(reviewed.size(), changes.size()) << "each change has a review by somebody else";
  for (const Deployment& d : story_.deployments) {
    EXPECT_TRUE(kWindow.contains(*d.started) && kWindow.contains(*d.finished)) << d.key.id;
    EXPECT_LE(*d.started, *d.finished) << d.key.id;
  }
  for (const Incident& i : story_.incidents) {
    EXPECT_TRUE(kWindow.contains(i.opened) && kWindow.contains(*i.resolved)) << i.key.id;
    EXPECT_LT(i.opened, *i.resolved) << i.key.id;
  }
  for (const auto& live : story_.live)
    EXPECT_TRUE(std::is_sorted(live.begin(), live.end(),
                               [](const Live& a, const Live& b) { return a.from < b.from; }));
}

TEST_P(StoryTest, TwoServicesShareARepository) {
  std::map<CommitRef, const Commit*> known;
  std::map<std::string, std::set<std::string>> repos;  // by repository, its services
  std::size_t roots = 0;
  for (const Commit& c : story_.commits) {
    known[c.key] = &c;
    roots += c.parents->empty();
    EXPECT_EQ(c.paths.has_value(), c.parents->size() < 2);
  }
  for (const Deployment& d : story_.deployments) repos[d.commits.at(0).repo].insert(d.service);
  EXPECT_EQ(roots, repos.size());
  EXPECT_EQ(repos["demo/conversation"], (std::set<std::string>{"assistant", "ticket-triage"}));
  // What the last deployment of one service holds, the other's files included.
  const auto last = std::find_if(story_.deployments.rbegin(), story_.deployments.rend(),
                                 [](const Deployment& d) { return d.service == "ticket-triage"; });
  std::set<std::string> directories;
  for (CommitRef at = last->commits.at(0).commit(); known.contains(at);) {
    const Commit& merge = *known.at(at);
    for (const std::string& parent : *merge.parents)
      if (const auto& paths = known.at({at.repo, parent})->paths)
        for (const std::string& path : *paths) directories.insert(path.substr(0, path.find('/', 9)));
    if (merge.parents->empty()) break;
    at.sha = merge.parents->front();
  }
  EXPECT_TRUE(directories.contains("services/assistant"));
  EXPECT_TRUE(directories.contains("services/ticket-triage"));
}

TEST_P(StoryTest, RepairsComeOnBranchesThatSaySo) {
  std::set<std::string> ids;
  for (const Change& c : story_.changes) ids.insert(c.key.id);
  std::size_t hotfixes = 0, reverts = 0;
  for (const Change& c : story_.changes) {
    hotfixes += c.branch.starts_with("hotfix/");
    if (!c.branch.starts_with("revert-")) continue;
    ++reverts;
    const std::string number = c.branch.substr(7, c.branch.find('-', 7) - 7);
    EXPECT_TRUE(ids.contains(c.repo + "#" + number)) << c.branch;
  }
  EXPECT_GT(hotfixes, 0u);
  EXPECT_GT(reverts, 0u);
}

TEST_P(StoryTest, HasOneOfEverything) {
  std::set<std::string> deployments, incidents, ids;
  std::size_t failed = 0, staging = 0, linked = 0, unlinked = 0, external = 0;
  std::set<DeploymentKind> kinds;
  for (const Deployment& d : story_.deployments) {
    EXPECT_TRUE(ids.insert(d.key.id).second) << d.key.id;
    deployments.insert(d.key.id);
    kinds.insert(d.kind);
    failed += d.status == DeploymentStatus::failure;
    staging += d.environment == "staging";
  }
  for (const Incident& i : story_.incidents) {
    EXPECT_TRUE(ids.insert(i.key.id).second) << i.key.id;
    incidents.insert(i.key.id);
    external += i.external;
    linked += !i.deployment.empty();
    unlinked += i.deployment.empty() && !i.external;
    EXPECT_TRUE(i.deployment.empty() || deployments.contains(i.deployment)) << i.key.id;
  }
  for (const Deployment& d : story_.deployments)
    EXPECT_TRUE(d.remedies.empty() || incidents.contains(d.remedies)) << d.key.id;
  for (const DeploymentKind kind :
       {DeploymentKind::baseline, DeploymentKind::deploy, DeploymentKind::hotfix, DeploymentKind::rollback})
    EXPECT_TRUE(kinds.contains(kind)) << name(kind);
  EXPECT_GT(failed, 0u);
  EXPECT_GT(staging, 50u);
  EXPECT_GT(linked, 1u);
  EXPECT_GT(unlinked, 1u);
  EXPECT_GE(external, 2u);
}

TEST_P(StoryTest, EveryRegressionBeginsWithADeployment) {
  for (const Effect& e : story_.effects) {
    if (e.service == kMachineTrouble && e.errors_per_million == 400'000) continue;  // a machine died
    const bool shipped =
        std::any_of(story_.deployments.begin(), story_.deployments.end(), [&](const Deployment& d) {
          return d.service == services()[e.service].name && d.finished == e.when.from;
        });
    EXPECT_TRUE(shipped);
  }
  const auto with = [&](auto wanted) {
    return std::count_if(story_.effects.begin(), story_.effects.end(), wanted);
  };
  EXPECT_EQ(with([](const Effect& e) { return e.tokens_percent == 133 && e.service == kCostRegression; }), 1);
  EXPECT_EQ(with([](const Effect& e) { return e.latency_percent == 160 && e.service == kLatencyRegression; }),
            1);
}

}  // namespace
}  // namespace shiptally::demo
