#include "tests/metrics/oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "daemon/metrics/delivery.h"

namespace shiptally::metrics::testing {
namespace {

const Instant kStart = parse_instant("2026-03-02").value();
constexpr auto kMinute = std::chrono::minutes(1);

/// Makes small histories in which everything that the rules speak of happens often.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  OracleFacts history() {
    OracleFacts facts;
    for (int i = 0; i < 12; ++i) facts.commits.push_back(commit(i));
    const int deployments = below(30);
    for (int i = 0; i < deployments; ++i) facts.deployments.push_back(deployment(i));
    const int incidents = below(10);
    for (int i = 0; i < incidents; ++i) facts.incidents.push_back(incident(i, deployments));
    return facts;
  }

  template <class T>
  void shuffle(std::vector<T>& facts) {
    std::shuffle(facts.begin(), facts.end(), random_);
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  /// Coarse, so that many things happen in the same millisecond.
  Instant time() { return kStart + below(200) * 30 * kMinute; }
  static std::string sha(int i) { return (i % 2 == 0 ? "abcdef" : "123456") + std::to_string(10 + i); }
  static std::string repo(int i) { return i < 9 ? "main" : "lib"; }

  Commit commit(int i) {
    Commit c;
    c.key = {repo(i), sha(i)};
    c.authored = time();
    if (one_in(6)) return c;  // parents unknown
    c.parents.emplace();
    for (int parents = one_in(4) ? 2 : 1; parents > 0 && i > 0; --parents) {
      const int parent = below(i);
      if (repo(parent) == repo(i)) c.parents->push_back(sha(parent));
    }
    return c;
  }

  Deployment deployment(int i) {
    Deployment d;
    d.key = {one_in(2) ? "ci" : "cd", "d" + std::to_string(i)};
    d.service = one_in(3) ? "web" : "api";
    d.environment = one_in(4) ? "staging" : "production";
    d.finished = time();
    d.status = one_in(10) ? DeploymentStatus::failure : DeploymentStatus::success;
    constexpr DeploymentKind kinds[] = {DeploymentKind::rollback, DeploymentKind::hotfix,
                                        DeploymentKind::revert, DeploymentKind::baseline};
    if (one_in(4)) d.kind = kinds[below(4)];
    if (!one_in(3)) d.version = "v" + std::to_string(below(5));
    for (int commits = below(3); commits > 0; --commits) {
      const int c = below(13);  // the last is one that nobody told us of
      d.commits.push_back({repo(c), sha(c)});
    }
    if (one_in(8)) d.remedies = (one_in(2) ? "pager/i" : "i") + std::to_string(below(10));
    return d;
  }

  Incident incident(int i, int deployments) {
    Incident out;
    out.key = {"pager", "i" + std::to_string(i)};
    out.service = one_in(3) ? "web" : "api";
    out.environment = one_in(4) ? "staging" : "production";
    out.opened = time();
    if (!one_in(4)) out.resolved = out.opened + (below(40) - 4) * 30 * kMinute;
    out.external = one_in(8);
    if (one_in(2)) out.deployment = cause(deployments);
    return out;
  }

  std::string cause(int deployments) {
    switch (below(6)) {
      case 0:
        return "d" + std::to_string(below(deployments + 2));
      case 1:
        return "ci/d" + std::to_string(below(deployments + 2));
      case 2:
        return "v" + std::to_string(below(6));
      case 3:
        return sha(below(13));
      case 4:
        return sha(below(13)).substr(0, 7);
      default:
        return "nobody";
    }
  }

  std::mt19937 random_;
};

using Ids = std::multiset<std::string>;

Ids step_ids(const Analysis& a, const std::vector<StepIndex>& steps) {
  Ids ids;
  for (const StepIndex i : steps) ids.emplace(a.facts->texts(a.history.fact(i)).id);
  return ids;
}

Ids incident_ids(const Analysis& a, const std::vector<IncidentIndex>& incidents) {
  Ids ids;
  for (const IncidentIndex i : incidents) ids.emplace(a.facts->texts(*a.incidents[i]).id);
  return ids;
}

void compare_recovery(const Analysis& a, const RecoveryTime& got, const OracleAnswer& want) {
  Ids recovered, open, negative;
  std::vector<double> spans;
  for (const auto& [id, instant] : want.recovered) {
    const auto of_id = [&, wanted = id](const Step& s) {
      return a.facts->texts(a.facts->deployments()[s.fact]).id == wanted;
    };
    const auto step = std::find_if(a.history.steps.begin(), a.history.steps.end(), of_id);
    if (!instant)
      open.insert(id);
    else if (*instant < step->finished)
      negative.insert(id);
    else {
      recovered.insert(id);
      spans.push_back(seconds(*instant - step->finished));
    }
  }
  EXPECT_EQ(step_ids(a, got.recovered), recovered);
  EXPECT_EQ(step_ids(a, got.open), open);
  EXPECT_EQ(got.excluded.size(), negative.size());
  std::sort(spans.begin(), spans.end());
  ASSERT_EQ(got.median_seconds.has_value(), !spans.empty());
  if (spans.empty()) return;
  EXPECT_DOUBLE_EQ(*got.median_seconds, (spans[(spans.size() - 1) / 2] + spans[spans.size() / 2]) / 2);
}

void compare_lead_time(const Analysis& a, const LeadTime& got, const OracleAnswer& want) {
  Ids commits, excluded;
  for (const CommitIndex c : got.commits) commits.emplace(unpack_sha(a.graph.nodes[c].packed_sha()));
  for (const Exclusion& e : got.excluded) excluded.emplace(unpack_sha(a.graph.nodes[e.index].packed_sha()));
  EXPECT_EQ(commits, want.lead_commits);
  EXPECT_EQ(excluded, want.lead_excluded);
  const auto& ms = want.lead_ms;
  ASSERT_EQ(got.p50_seconds.has_value(), !ms.empty());
  if (ms.empty()) return;
  const auto middle = static_cast<double>(ms[(ms.size() - 1) / 2] + ms[ms.size() / 2]) / 2000;
  EXPECT_DOUBLE_EQ(*got.p50_seconds, middle);
}

void compare(const OracleFacts& facts, Window window) {
  const OracleAnswer want = ask_oracle(facts, window, std::chrono::hours(12));
  const Analysis a = analyse({facts.deployments, facts.commits, facts.incidents}, {.incident_limit = std::chrono::hours(12)});
  Query query;
  query.window = window;
  const auto rows = delivery(a, query).value();
  if (rows.empty()) {
    EXPECT_TRUE(want.deployments.empty() && want.resolved.empty() && want.open.empty());
    return;
  }
  const DeliveryRow& row = rows.front();
  EXPECT_EQ(step_ids(a, row.frequency.deployments), want.deployments);
  EXPECT_EQ(step_ids(a, row.change_fail_rate.failed), want.failed);
  EXPECT_EQ(step_ids(a, row.change_fail_rate.deployments), want.not_rollbacks);
  EXPECT_EQ(step_ids(a, row.rework_rate.reworks), want.reworks);
  EXPECT_EQ(incident_ids(a, row.mttr.resolved), want.resolved);
  EXPECT_EQ(incident_ids(a, row.mttr.open), want.open);
  compare_recovery(a, row.recovery_time, want);
  compare_lead_time(a, row.lead_time, want);
}

TEST(Oracle, AgreesOnRandomHistories) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("history " + std::to_string(seed));
    Chance chance(seed);
    OracleFacts facts = chance.history();
    compare(facts, {kStart + std::chrono::hours(20), kStart + std::chrono::hours(80)});
    chance.shuffle(facts.deployments);
    chance.shuffle(facts.commits);
    chance.shuffle(facts.incidents);
    compare(facts, {kStart, kStart + std::chrono::hours(200)});
    if (::testing::Test::HasFailure()) return;  // one history is enough to look at
  }
}

}  // namespace
}  // namespace shiptally::metrics::testing
