#include "collectors/github.h"

#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;

Result<Decoded> hook(std::string event, std::string body) {
  Delivery delivery = deliver(std::move(body));
  delivery.headers = {{"x-github-event", std::move(event)}};
  return decode_github(std::move(delivery));
}

std::string status_event(const std::string& state) {
  return R"({"deployment_status":{"state":")" + state + R"(","created_at":"2026-05-01T10:05:00Z",
    "updated_at":"2026-05-03T00:00:00Z","environment":"prod","target_url":"https://ci/1"},
    "deployment":{"id":42,"ref":"main","sha":"ABCD","environment":"production","task":"deploy","payload":"",
    "created_at":"2026-05-01T10:00:00Z","updated_at":"2026-05-02T00:00:00Z"},
    "repository":{"name":"shop","full_name":"acme/shop","created_at":1430869217}})";
}

struct StatusCase {
  const char* state;
  DeploymentStatus status;
  bool finished;
};

const StatusCase kStates[] = {
    {"success", DeploymentStatus::success, true},     {"failure", DeploymentStatus::failure, true},
    {"error", DeploymentStatus::failure, true},       {"in_progress", DeploymentStatus::in_progress, false},
    {"queued", DeploymentStatus::in_progress, false}, {"pending", DeploymentStatus::in_progress, false},
};

TEST(GitHub, AStatusFinishesAtItsOwnCreation) {
  for (const StatusCase& c : kStates) {
    const auto out = hook("deployment_status", status_event(c.state));
    ASSERT_THAT(reasons(out), ElementsAre()) << c.state;
    const Deployment& d = out->facts.deployments[0];
    EXPECT_EQ(d.key, (FactId{"github", "42"}));
    EXPECT_EQ(d.status, c.status) << c.state;
    EXPECT_EQ(d.finished.has_value(), c.finished) << c.state;
    EXPECT_EQ(d.finished.value_or(at("2026-05-01T10:05:00Z")), at("2026-05-01T10:05:00Z"));
    EXPECT_EQ(d.updated, at("2026-05-01T10:05:00Z"));
    EXPECT_EQ(d.started, at("2026-05-01T10:00:00Z"));
    EXPECT_EQ(d.service, "shop");
    EXPECT_EQ(d.environment, "prod");
    EXPECT_EQ(d.version, d.commits[0].sha) << "the ref is a branch: another version at each deployment";
    EXPECT_THAT(d.commits, ElementsAre(DeployedCommit{"acme/shop", "abcd"}));
  }
}

TEST(GitHub, InactiveIsNotTheEndOfADeployment) {
  const auto out = hook("deployment_status", status_event("inactive"));
  EXPECT_EQ(out->facts.size(), 0u);
  EXPECT_EQ(out->ignored, 1u);
  EXPECT_THAT(reasons(hook("deployment_status", status_event("odd"))),
              ElementsAre("0: deployment_status.state: unknown state \"odd\""));
}

TEST(GitHub, ADeploymentStartsInProgress) {
  const auto out = hook("deployment", fixture("github_deployment.json"));
  ASSERT_THAT(reasons(out), ElementsAre());
  const Deployment& d = out->facts.deployments[0];
  EXPECT_EQ(d.status, DeploymentStatus::in_progress);
  EXPECT_EQ(d.service, "checkout");  // named by the deployment's payload
  EXPECT_EQ(d.environment, "production");
  EXPECT_FALSE(d.finished);
  EXPECT_EQ(d.updated, at("2026-05-01T10:00:00Z"));
}

TEST(GitHub, APushTellsCommitsWithoutParents) {
  const auto out = hook("push", fixture("github_push.json"));
  ASSERT_THAT(reasons(out), ElementsAre());
  ASSERT_EQ(out->facts.commits.size(), 2u);
  const Commit& c = out->facts.commits[0];
  EXPECT_EQ(c.key, (CommitRef{"acme/shop", "1111111111111111111111111111111111111111"}));
  EXPECT_FALSE(c.parents);
  EXPECT_EQ(c.authored, at("2026-05-01T08:00:00Z"));
  EXPECT_EQ(c.source, "github");
}

TEST(GitHub, ADeletedBranchHasNoCommits) {
  const auto out = hook("push", R"({"deleted":true,"commits":[],"head_commit":null,
    "repository":{"name":"shop","full_name":"acme/shop"}})");
  EXPECT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.size(), 0u);
  EXPECT_EQ(out->ignored, 1u);
}

TEST(GitHub, OnlyAMergedPullRequestHasAMergeCommit) {
  std::string body = fixture("github_pull_request.json");
  auto out = hook("pull_request", body);
  ASSERT_THAT(reasons(out), ElementsAre());
  const Change merged = out->facts.changes[0];
  EXPECT_EQ(merged.key, (FactId{"github", "acme/shop#7"}));
  EXPECT_EQ(merged.merge_sha, "3333333333333333333333333333333333333333");
  EXPECT_EQ(merged.branch, "hotfix/vat");
  EXPECT_TRUE(merged.closed);
  EXPECT_EQ(merged.updated, at("2026-05-01T09:00:01Z"));

  const std::string when = "\"2026-05-01T09:00:00Z\"";
  body.replace(body.find(when), when.size(), "null");
  out = hook("pull_request", body);
  ASSERT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.changes[0].merge_sha, "");
  EXPECT_TRUE(out->facts.changes[0].closed);
  EXPECT_FALSE(out->facts.changes[0].merged);
}

TEST(GitHub, OtherEventsAreIgnoredAndCounted) {
  for (const char* event : {"ping", "star", "workflow_run"}) {
    const auto out = hook(event, "{\"zen\":\"…\"}");
    EXPECT_EQ(out->ignored, 1u) << event;
    EXPECT_EQ(out->facts.size(), 0u) << event;
  }
}

TEST(GitHub, RefusesWhatIsNoHook) {
  EXPECT_EQ(decode_github(deliver("{}")).error().message, "X-GitHub-Event: header required");
  EXPECT_EQ(hook("push", "payload=%7B%7D").error().message,
            "a form; set the webhook's content type to application/json");
  EXPECT_EQ(hook("push", "[{},{}]").error().code, Code::unreadable);
  EXPECT_THAT(reasons(hook("push", "{}")), ElementsAre("0: repository: required"));
  EXPECT_THAT(reasons(hook("deployment", R"({"repository":{"name":"a","full_name":"b/a"}})")),
              ElementsAre("0: deployment: required"));
}

}  // namespace
}  // namespace shiptally::collectors
