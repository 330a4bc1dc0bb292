// Our own delivery events: what a good row becomes, and what each kind of bad row is told.

#include "collectors/own/own_events.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;

TEST(Deployments, ReadsEveryField) {
  const auto out = decode_deployments(deliver(R"({"source":"jenkins","id":"d1","service":"shop",
    "environment":"staging","status":"success","kind":"hotfix","version":"v2",
    "commits":[{"repo":"acme/shop","sha":"ABCDEF0123456789ABCDEF0123456789ABCDEF01",
      "finished_at":1780000000500}],
    "started_at":1780000000000,"finished_at":"2026-05-30T10:00:00.5+02:00","team":"core","url":"https://ci/1",
    "rollout":{"strategy":"canary","percent":25},"remedies":"inc-1","updated_at":1780000001000})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  ASSERT_EQ(out->facts.deployments.size(), 1u);
  const Deployment& d = out->facts.deployments[0];
  EXPECT_EQ(d.key, (FactId{"jenkins", "d1"}));
  EXPECT_EQ(d.environment, "staging");
  EXPECT_EQ(d.kind, DeploymentKind::hotfix);
  EXPECT_THAT(d.commits, ElementsAre(DeployedCommit{"acme/shop", "abcdef0123456789abcdef0123456789abcdef01",
                                                    instant_from_ms(1780000000500)}));
  EXPECT_EQ(d.started, instant_from_ms(1780000000000));
  EXPECT_EQ(d.finished, at("2026-05-30T08:00:00.500Z"));
  EXPECT_EQ(d.strategy, "canary");
  EXPECT_EQ(d.rollout_percent, 25);
  EXPECT_EQ(d.remedies, "inc-1");
  EXPECT_EQ(d.updated, instant_from_ms(1780000001000));
}

TEST(Deployments, HasDefaults) {
  const auto out = decode_deployments(
      deliver(R"({"id":"d1","service":"shop","status":"in_progress","environment":"","team":null})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  const Deployment& d = out->facts.deployments[0];
  EXPECT_EQ(d.key.source, "api");
  EXPECT_EQ(d.environment, "production");
  EXPECT_EQ(d.kind, DeploymentKind::deploy);
  EXPECT_FALSE(d.finished);
}

struct Bad {
  std::string fields;  ///< of a deployment, beside the good ones
  std::string error;
};

const Bad kBad[] = {
    {R"("id":null)", "id: required"},
    {R"("id":"")", "id: required"},
    {R"("id":7)", "id: expected a string, got number"},
    {R"("id":"a","id":"b")", "id: given twice"},
    {R"("id":"a","\u0069d":"b")", "id: given twice"},
    {R"("id":"a\u0000b")", "id: holds a NUL character"},
    {R"("id":"\ud800")", "id: a wrong escape in a string"},
    {"\"id\":\"a\nb\"", "a control character inside a string"},
    {std::string("\"id\":\"a") + '\0' + "b\"", "a control character inside a string"},
    {"\"id\":\"\xff\"", "not valid UTF-8"},
    {R"("id":"a",)", "not valid JSON"},
    {R"("id":tru)", "not valid JSON"},
    {R"("id":"a" "team":"b")", "not valid JSON"},
    {R"("id":"a","rollout":{"percent":1])", "not valid JSON"},
    {R"("id":"a","commits":[{"":"":[]}],"":"":"""""")", "not valid JSON"},
    {R"("\ud800":"a")", "a wrong escape in a string"},
    {"\"id\":\"" + std::string(1025, 'x') + "\"", "id: longer than 1024 bytes"},
    {R"("id":"a","url":"javascript:alert")", "url: must start with https:// or http://"},
    {R"("id":"a","enviroment":"x")", "enviroment: unknown field; did you mean environment?"},
    {R"("id":"a","percent":3)", "percent: unknown field"},
    {R"("id":"a","kind":"release")",
     "kind: must be deploy, rollback, hotfix, revert, baseline or model_switch"},
    {R"("id":"a","kind":3)", "kind: expected a string, got number"},
    {R"("id":"a","started_at":"9999-01-01T00:00:00Z")",
     "started_at: must be between 2010-01-01 and 24 hours from now, got 9999-01-01T00:00:00Z"},
    {R"("id":"a","started_at":253370764800000)",
     "started_at: must be between 2010-01-01 and 24 hours from now, got 253370764800000"},
    {R"("id":"a","started_at":1780000000)",
     "started_at: must be between 2010-01-01 and 24 hours from now, got 1780000000"},
    {R"("id":"a","started_at":"2026-06-02T12:00:00.001Z")",
     "started_at: must be between 2010-01-01 and 24 hours from now, got 2026-06-02T12:00:00.001Z"},
    {R"("id":"a","started_at":18446744073709551616)",
     "started_at: expected whole milliseconds since 1970, got 18446744073709551616"},
    {R"("id":"a","started_at":1e999)", "started_at: expected whole milliseconds since 1970, got 1e999"},
    {R"("id":"a","started_at":true)",
     "started_at: expected milliseconds since 1970 or an RFC 3339 time, got boolean"},
    {R"("id":"a","started_at":"yesterday")", "started_at: not an RFC 3339 time: \"yesterday\""},
    {R"("id":"a","started_at":"2026-01-01T00:00:00")",
     "started_at: a time without a zone: \"2026-01-01T00:00:00\""},
    {R"("id":"a","commits":{})", "commits: expected an array, got object"},
    {R"("id":"a","commits":[{"repo":"r","sha":"abcd"},{"repo":"r"}])", "commits[1].sha: required"},
    {R"("id":"a","commits":[{"repo":"r","sha":"main"}])", "commits[0].sha: not a commit hash: \"main\""},
    {R"("id":"a","commits":[{"repo":"r","sha":"abcd","ref":"x"}])", "commits[0].ref: unknown field"},
    {R"("id":"a","commits":[{"repo":"r","sha":"abcd","finished_at":"soon"}])",
     "commits[0].finished_at: not an RFC 3339 time: \"soon\""},
    {R"("id":"a","commits":["abcd"])", "commits[0]: expected an object, got string"},
    {R"("id":"a","rollout":{"percent":101})", "rollout.percent: must be 0 to 100"},
    {R"("id":"a","rollout":{"percent":2.5})", "rollout.percent: expected an integer, got 2.5"},
    {R"("id":"a","rollout":{"percent":05})", "rollout.percent: not a JSON number: 05"},
};

TEST(Deployments, SaysWhatIsWrongAndKeepsTheOthers) {
  const std::string good = R"({"id":"good","service":"s","status":"success","finished_at":1780000000000})";
  for (const Bad& c : kBad) {
    const std::string bad =
        R"({"service":"s","status":"success","finished_at":1780000000000,)" + c.fields + "}";
    const auto out = decode_deployments(deliver("[" + good + "," + bad + "," + good + "]"));
    ASSERT_TRUE(out.has_value()) << c.fields << out.error().message;
    EXPECT_THAT(reasons(out), ElementsAre("1: " + c.error)) << c.fields;
    EXPECT_EQ(out->facts.deployments.size(), 2u) << c.fields;
  }
}

TEST(Commits, HaveTheTimeOfTheirAuthorsClock) {
  const auto commit = [](const char* time) {
    return std::string(R"({"repo":"r","sha":"abcd","parents":[],"authored_at":")") + time + "\"}\n";
  };
  const auto out = decode_commits(deliver(commit("1970-01-01T00:00:00Z") + commit("2005-04-07T22:13:13Z") +
                                          commit("2037-08-01T00:00:00Z") + commit("9999-01-01T00:00:00Z")));
  EXPECT_EQ(out->facts.commits.size(), 3u) << "a commit left out would be a hole in the graph";
  EXPECT_THAT(
      reasons(out),
      ElementsAre("3: authored_at: must be between 1970-01-01 and 2100-01-01, got 9999-01-01T00:00:00Z"));
}

TEST(Deployments, AFinishedOneHasATime) {
  EXPECT_THAT(reasons(decode_deployments(deliver(R"([{"id":"a","service":"s","status":"failure"},
    {"id":"a","service":"s","status":"in_progress","finished_at":1780000000000},
    {"id":"a","service":"s","status":"done","finished_at":1780000000000}])"))),
              ElementsAre("0: finished_at: required unless the status is in_progress",
                          "1: finished_at: given, but the status is in_progress",
                          "2: status: must be in_progress, success, failure or cancelled"));
}

TEST(Events, ABodyThatCannotBeReadIsRefusedAsAWhole) {
  for (const char* body : {"", "[{\"id\":1},", "no json"}) {
    const auto out = decode_deployments(deliver(body));
    ASSERT_TRUE(out.has_error()) << body;
    EXPECT_EQ(out.error().code, Code::unreadable) << body;
  }
}

TEST(Events, ALineWithMoreThanAnObjectIsRejected) {
  EXPECT_THAT(
      reasons(decode_incidents(deliver("{\"id\":\"a\",\"service\":\"s\",\"opened_at\":1780000000000}\n"
                                       "{\"id\":\"b\"}{\"id\":\"c\"}\n"))),
      ElementsAre("1: text after the object"));
}

TEST(Commits, KnowsRootsAndRefusesUnknownParents) {
  const auto out = decode_commits(deliver(R"([
    {"repo":"r","sha":"aaaa","parents":[],"authored_at":1780000000000},
    {"repo":"r","sha":"BBBB","parents":["AAAA"],"authored_at":1780000000000,"committed_at":1780000001000},
    {"repo":"r","sha":"cccc","authored_at":1780000000000}])"));
  EXPECT_THAT(reasons(out), ElementsAre("2: parents: required"));
  ASSERT_EQ(out->facts.commits.size(), 2u);
  EXPECT_THAT(*out->facts.commits[0].parents, ElementsAre());
  EXPECT_EQ(out->facts.commits[1].key, (CommitRef{"r", "bbbb"}));
  EXPECT_THAT(*out->facts.commits[1].parents, ElementsAre("aaaa"));
  EXPECT_EQ(out->facts.commits[1].source, "api");
}

std::string commit_with_paths(const std::string& paths) {
  return R"({"repo":"r","sha":"abcd","parents":[],"authored_at":1780000000000,"paths":)" + paths + "}\n";
}

TEST(Commits, TellTheirPathsOrNot) {
  const auto out = decode_commits(deliver(
      commit_with_paths(R"(["a/b.cc","C/\u00e4"])") + commit_with_paths("[]") + commit_with_paths("null") +
      commit_with_paths(R"(["a",""])") + commit_with_paths(R"(["a\u0000"])") + commit_with_paths("[7]") +
      commit_with_paths("\"a\"") + commit_with_paths("[\"" + std::string(8193, 'x') + "\"]")));
  EXPECT_THAT(reasons(out),
              ElementsAre("3: paths[1]: must not be empty", "4: paths[0]: holds a NUL character",
                          "5: paths[0]: expected a string, got number",
                          "6: paths: expected an array, got string", "7: paths[0]: longer than 8192 bytes"));
  ASSERT_EQ(out->facts.commits.size(), 3u);
  EXPECT_THAT(*out->facts.commits[0].paths, ElementsAre("a/b.cc", "C/ä"));
  EXPECT_THAT(*out->facts.commits[1].paths, ElementsAre());
  EXPECT_FALSE(out->facts.commits[2].paths);
}

TEST(Commits, KeepNoneOfTooManyPaths) {
  const auto paths = [](std::size_t count) {
    std::string out = "[\"a\"";
    for (std::size_t i = 1; i < count; ++i) out += ",\"a\"";
    return commit_with_paths(out + "]");
  };
  const auto out =
      decode_commits(deliver(paths(kCommitPathsMax) + paths(kCommitPathsMax + 1) + paths(kElementsMax + 1)));
  ASSERT_THAT(reasons(out), ElementsAre()) << "a commit left out would be a hole in the graph";
  EXPECT_EQ(out->facts.commits[0].paths->size(), kCommitPathsMax);
  EXPECT_FALSE(out->facts.commits[1].paths);
  EXPECT_FALSE(out->facts.commits[2].paths);
}

TEST(Changes, AMergedOneIsClosed) {
  const auto out = decode_changes(deliver(R"([
    {"id":"1","repo":"r","opened_at":1780000000000,"merged_at":1780000001000,"merge_sha":"ffff","commits":["abcd"],
     "branch":"hotfix/x","author":"ada"},
    {"id":"2","repo":"r","opened_at":1780000000000,"merge_sha":"ffff"},
    {"id":"3","repo":"r","opened_at":1780000000000,"closed":true}])"));
  EXPECT_THAT(reasons(out), ElementsAre("1: merge_sha: given without merged_at"));
  ASSERT_EQ(out->facts.changes.size(), 2u);
  EXPECT_TRUE(out->facts.changes[0].closed);
  EXPECT_EQ(out->facts.changes[0].branch, "hotfix/x");
  EXPECT_EQ(out->facts.changes[0].author, "ada");
  EXPECT_TRUE(out->facts.changes[1].closed);
  EXPECT_FALSE(out->facts.changes[1].merged);
}

TEST(Reviews, ReadEveryField) {
  const auto out = decode_reviews(deliver(R"([
    {"source":"gerrit","id":"r1","change":"c1","author":"grace","submitted_at":1780000000000,
     "updated_at":1780000001000},
    {"id":"r2","change":"c1","submitted_at":"2026-05-30T10:00:00Z"},
    {"id":"r3","submitted_at":1780000000000},
    {"id":"r4","change":"c1"},
    {"id":"r5","change":"c1","submitted_at":1780000000000,"state":"approved"},
    {"id":"r6","change":"c1","submitted_at":1780000000000,"author":["grace"]}])"));
  EXPECT_THAT(reasons(out),
              ElementsAre("2: change: required", "3: submitted_at: required", "4: state: unknown field",
                          "5: author: expected a string, got array"));
  ASSERT_EQ(out->facts.reviews.size(), 2u);
  const Review& r = out->facts.reviews[0];
  EXPECT_EQ(r.key, (FactId{"gerrit", "r1"}));
  EXPECT_EQ(r.change, "c1");
  EXPECT_EQ(r.author, "grace");
  EXPECT_EQ(r.submitted, instant_from_ms(1780000000000));
  EXPECT_EQ(r.updated, instant_from_ms(1780000001000));
  EXPECT_EQ(out->facts.reviews[1].key.source, "api");
}

TEST(Incidents, ReadsEveryField) {
  const auto out =
      decode_incidents(deliver(R"({"id":"i","service":"s","team":"core","opened_at":1780000000000,
    "resolved_at":1780000060000,"severity":"SEV1","deployment":"d1","external":true,"updated_at":1780000060000})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  const Incident& i = out->facts.incidents[0];
  EXPECT_EQ(i.environment, "production");
  EXPECT_EQ(i.team, "core");
  EXPECT_EQ(i.resolved, instant_from_ms(1780000060000));
  EXPECT_TRUE(i.external);
  EXPECT_EQ(i.deployment, "d1");
}

TEST(Retractions, TakeTheKeyOfTheFact) {
  auto out =
      decode_deployments(deliver(R"({"retract":{"source":"ci","id":"d1","updated_at":1780000000000}})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.retractions[0].kind, Kind::deployment);
  EXPECT_EQ(out->facts.retractions[0].key, (FactId{"ci", "d1"}));
  EXPECT_EQ(out->facts.retractions[0].updated, instant_from_ms(1780000000000));

  out = decode_commits(deliver(R"({"retract":{"repo":"r","sha":"ABCD"}})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.retractions[0].key, (FactId{"r", "abcd"}));

  out = decode_reviews(deliver(R"({"retract":{"id":"r1"}})"));
  EXPECT_EQ(out->facts.retractions[0].kind, Kind::review);

  out = decode_requests(deliver(R"([{"retract":{"id":"q","ts":1780000000000}},{"retract":{"id":"q"}},
    {"retract":{"id":"q","ts":1780000000000},"id":"x"},{"retract":true}])"));
  EXPECT_EQ(out->facts.retractions[0].key, (FactId{"api", "q"}));
  EXPECT_EQ(out->facts.retractions[0].ts, instant_from_ms(1780000000000));
  EXPECT_THAT(reasons(out),
              ElementsAre("1: retract.ts: required", "2: retract: must be the only field of its row",
                          "3: retract: expected an object, got boolean"));
}

}  // namespace
}  // namespace shiptally::collectors
