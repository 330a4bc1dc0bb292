#include "collectors/vendors/github.h"

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
  EXPECT_THAT(*c.paths, ElementsAre("web/new.ts", "web/old.ts", "README.md"));
  EXPECT_FALSE(out->facts.commits[1].paths) << "nothing told is not nothing touched";
}

std::string push_of(std::size_t added, std::size_t modified, const std::string& rest) {
  const auto list = [](std::size_t count) {
    std::string out = "[";
    for (std::size_t i = 0; i < count; ++i) out += i == 0 ? "\"a\"" : ",\"a\"";
    return out + "]";
  };
  return R"({"commits":[{"id":"abcd","timestamp":"2026-05-01T08:00:00Z","added":)" + list(added) +
         ",\"modified\":" + list(modified) + rest +
         R"(}],"repository":{"name":"shop","full_name":"acme/shop"}})";
}

TEST(GitHub, FilesOfACommitAreAllKnownOrNone) {
  const std::string none = ",\"removed\":[]";
  EXPECT_EQ(hook("push", push_of(400, 600, none))->facts.commits[0].paths->size(), 1000u);
  EXPECT_FALSE(hook("push", push_of(400, 601, none))->facts.commits[0].paths);
  EXPECT_FALSE(hook("push", push_of(3000, 0, none))->facts.commits[0].paths) << "as many as GitHub names";
  EXPECT_FALSE(hook("push", push_of(1, 1, ""))->facts.commits[0].paths);
}

/// What was said about pull request 7.
std::string remark(const std::string& action, const std::string& part, const std::string& user,
                   const std::string& about) {
  const std::string when = part == "review" ? "submitted_at" : "created_at";
  return R"({"action":")" + action + R"(",")" + part + R"(":{"id":80,"user":)" + user + ",\"" + when +
         R"(":"2026-05-01T08:00:00Z","updated_at":"2026-05-02T08:00:00Z","state":"commented"},)" + about +
         R"(,"repository":{"name":"shop","full_name":"acme/shop"}})";
}

constexpr const char* kGrace = R"({"login":"grace","type":"User"})";
constexpr const char* kPull =
    R"("pull_request":{"number":7,"state":"open","created_at":"2026-05-01T07:00:00Z",
    "head":{"ref":"x","sha":"abcd"}})";
constexpr const char* kPullAsIssue = R"("issue":{"number":7,"pull_request":{"url":"https://x"},"labels":[]})";

struct RemarkCase {
  const char *event, *action, *part, *about, *id;
};

const RemarkCase kRemarks[] = {
    {"pull_request_review", "submitted", "review", kPull, "review/80"},
    {"pull_request_review", "edited", "review", kPull, "review/80"},
    {"pull_request_review", "dismissed", "review", kPull, "review/80"},
    {"pull_request_review_comment", "created", "comment", kPull, "review_comment/80"},
    {"issue_comment", "created", "comment", kPullAsIssue, "comment/80"},
    {"issue_comment", "edited", "comment", kPullAsIssue, "comment/80"},
};

TEST(GitHub, WhatIsSaidAboutAPullRequestIsAReview) {
  for (const RemarkCase& c : kRemarks) {
    const auto out = hook(c.event, remark(c.action, c.part, kGrace, c.about));
    ASSERT_THAT(reasons(out), ElementsAre()) << c.event;
    ASSERT_EQ(out->facts.size(), 1u) << c.event << " " << c.action;
    const Review& r = out->facts.reviews.at(0);
    EXPECT_EQ(r.key, (FactId{"github", c.id}));
    EXPECT_EQ(r.change, "acme/shop#7");
    EXPECT_EQ(r.author, "grace");
    EXPECT_EQ(r.submitted, at("2026-05-01T08:00:00Z"));
    EXPECT_FALSE(r.updated) << "an edited remark is the same fact";
    const auto gone = hook(c.event, remark(c.action, c.part, "null", c.about));
    EXPECT_EQ(gone->facts.reviews.at(0).author, "") << "an account that is gone";
    const auto bot = hook(c.event, remark(c.action, c.part, R"({"login":"ci[bot]","type":"Bot"})", c.about));
    EXPECT_EQ(bot->facts.size(), 0u);
    EXPECT_EQ(bot->ignored, 1u);
  }
}

TEST(GitHub, ADeletedRemarkIsTakenBack) {
  for (const RemarkCase& c : kRemarks) {
    const auto out = hook(c.event, remark("deleted", c.part, kGrace, c.about));
    ASSERT_EQ(out->facts.size(), 1u) << c.event;
    EXPECT_EQ(out->facts.retractions.at(0).kind, Kind::review);
    EXPECT_EQ(out->facts.retractions[0].key, (FactId{"github", c.id}));
    EXPECT_FALSE(out->facts.retractions[0].updated);
  }
}

TEST(GitHub, ACommentOnAnIssueIsNoReview) {
  const auto out = hook("issue_comment", remark("created", "comment", kGrace, R"("issue":{"number":7})"));
  EXPECT_EQ(out->facts.size(), 0u);
  EXPECT_EQ(out->ignored, 1u);
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
  EXPECT_EQ(merged.author, "ada");
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
  const std::string repository = R"({"repository":{"name":"a","full_name":"b/a"})";
  EXPECT_THAT(reasons(hook("pull_request_review", repository + "}")),
              ElementsAre("0: pull_request: required"));
  EXPECT_THAT(reasons(hook("issue_comment", repository + "}")), ElementsAre("0: issue: required"));
  EXPECT_THAT(reasons(hook("issue_comment", repository + R"(,"issue":{"number":7}})")),
              ElementsAre("0: comment: required"));
  EXPECT_THAT(reasons(hook("pull_request_review", repository + R"(,"review":{"id":1},)" + kPull + "}")),
              ElementsAre("0: review.submitted_at: required"));
}

}  // namespace
}  // namespace shiptally::collectors
