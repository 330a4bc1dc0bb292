#include "daemon/metrics/quality/coverage.h"

#include <gmock/gmock.h>

#include <sstream>

#include "schema/content_hash.h"
#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {
namespace {

using ::testing::HasSubstr;

/// Day n of the stories, at midnight.
Instant day(double n) {
  return parse_instant("2026-03-02").value() + Millis(static_cast<std::int64_t>(n * 86'400'000));
}

/// "check affected/total where: examples; …" of every row.
std::string text_of(const std::vector<CoverageRow>& rows) {
  std::ostringstream out;
  for (const CoverageRow& row : rows) {
    out << (&row == rows.data() ? "" : "; ") << row.check << " " << row.affected << "/" << row.total;
    for (const std::string& where : {row.service, row.environment, row.source})
      if (!where.empty()) out << " " << where;
    out << ":";
    for (const std::string& example : row.examples) out << " " << example;
    EXPECT_FALSE(row.advice.empty()) << row.check;
  }
  return out.str();
}

std::string found(const Analysis& analysis, const CoverageInput& input, const Query& query) {
  const auto rows = coverage(analysis, input, query);
  EXPECT_TRUE(rows.has_value());
  return text_of(*rows);
}

Query week() {
  Query query;
  query.window = {day(0), day(7)};
  return query;
}

struct StoryCase {
  const char *name, *story, *rows;
};

constexpr const char* kSound =
    "commit a 06:00 root\ncommit b 08:00 a\nbaseline api v0 07:00 commit=a\ndeploy api v1 09:00 ok "
    "commit=b\n";

const StoryCase kStories[] = {
    {"nothing is wrong", "", ""},
    {"an incident after a deployment", "incident 1 api 10:00 11:00", ""},
    {"an incident names an unknown deployment", "incident 1 api 10:00 11:00 cause=v9",
     "incident_deployment_unknown 1/1 api production: test/1"},
    {"a provider's fault needs no deployment", "incident 1 web 10:00 11:00 external", ""},
    {"nobody deploys the service", "incident 1 apis 10:00 open\nincident 2 apis 11:00 open",
     "incident_service_unknown 2/2 apis production: test/2 test/1"},
    {"the service is not deployed there", "incident 1 api 10:00 open env=prd",
     "incident_environment_unknown 1/1 api prd: test/1"},
    {"no deployment shortly before", "incident 1 api 3+10:00 open\nincident 2 api 10:00 open",
     "incident_without_deployment 1/2 api production: test/1"},
    {"resolved before it was opened", "incident 1 api 10:00 09:30",
     "resolved_before_opened 1/1 api production: test/1"},
    {"a deployment names no commit", "deploy api v2 10:00 ok",
     "deployment_without_commits 1/2 api production: test/api-v2"},
    {"no baseline", "commit c 05:00 root\ndeploy web v1 10:00 ok commit=c",
     "deployment_without_baseline 1/1 web production: test/web-v1"},
    {"an unknown commit", "deploy api v2 10:00 ok commit=c", "commit_unknown 1/2 api production: main@c"},
    {"a commit without parents", "commit c 09:30\ndeploy api v2 10:00 ok commit=c",
     "commit_without_parents 1/2 api production: main@c"},
    {"authored after its deployment", "commit c 11:00 b\ndeploy api v2 10:00 ok commit=c",
     "authored_after_deployed 1/2 api production: main@c"},
    {"started after it finished", "deploy api v2 10:00 ok commit=b started=10:01",
     "started_after_finished 1/2 api production: test/api-v2"},
    {"running for more than a day",
     "deploy api v2 5+22:00 running commit=b\ndeploy api v3 6+01:00 running commit=b",
     "deployment_running_long 1/2 api production: test/api-v2"},
    {"a pipeline that failed is no fault of the data", "deploy api v2 10:00 failed commit=b", ""},
    {"outside the window", "window 2026-03-09 2026-03-16\nincident 1 web 10:00 open", ""},
    {"a filter", "filter service web\nincident 1 apis 10:00 open\nincident 2 web 10:00 open",
     "incident_service_unknown 1/1 web production: test/2"},
    {"the gravest first",
     "incident 1 api 10:00 open cause=v9\nincident 2 web 10:00 open\ndeploy api v2 12:00 ok",
     "incident_service_unknown 1/1 web production: test/2; "
     "incident_deployment_unknown 1/1 api production: test/1; "
     "deployment_without_commits 1/2 api production: test/api-v2"},
};

TEST(Coverage, TellsWhatIsWrongWithDeploymentsAndIncidents) {
  for (const StoryCase& c : kStories) {
    SCOPED_TRACE(c.name);
    const auto scenario =
        parse_scenario(c.name, std::string(kSound) + c.story + "\nexpect deployments 1\n").value();
    EXPECT_EQ(found(analyse(scenario), {.now = day(7)}, scenario.query), c.rows);
  }
}

/// Sound deployments of "checkout", and what a test adds.
struct Facts {
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Incident> incidents;
  std::vector<Change> changes;
  std::vector<Review> reviews;

  Facts() {
    Deployment d;
    d.key = {"ci", "1"};
    d.service = "checkout";
    d.environment = "production";
    d.kind = DeploymentKind::baseline;
    d.finished = day(0);
    deployments.push_back(d);
  }
  Analysis analysis(std::shared_ptr<const PathRules> paths = nullptr) const {
    return metrics::analyse(std::make_shared<const CompactFacts>(
        metrics::compact({deployments, commits, incidents, changes, reviews}, paths)));
  }
};

TEST(Coverage, NamesTheNearestService) {
  Facts facts;
  Incident incident;
  incident.key = {"pager", "7"};
  incident.service = "chekout";
  incident.environment = "production";
  incident.opened = day(1);
  facts.incidents = {incident};
  const auto rows = coverage(facts.analysis(), {.now = day(7)}, week()).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_THAT(rows[0].advice, HasSubstr("did you mean checkout? Map it in names.services"));
  EXPECT_EQ(rows[0].since, day(1));
  EXPECT_EQ(rows[0].last, day(1));
}

TEST(Coverage, ADeploymentWithoutAFinishCountsNowhere) {
  Facts facts;
  Deployment d = facts.deployments[0];
  d.key.id = "2";
  d.kind = DeploymentKind::deploy;
  d.finished.reset();
  facts.deployments.push_back(d);
  EXPECT_EQ(found(facts.analysis(), {.now = day(7)}, week()),
            "deployment_without_finish 1/1 checkout production: ci/2");
}

TEST(Coverage, RequestsOfServicesThatNobodyDeploys) {
  Facts facts;
  const CoverageInput input{
      .now = day(7),
      .paths = nullptr,
      .requests = {{"checkout", "production", 90}, {"checkouts", "production", 8}, {"", "staging", 2}},
      .request_hours = {}};
  const auto rows = coverage(facts.analysis(), input, week()).value();
  EXPECT_EQ(text_of(rows),
            "request_service_unknown 8/100 checkouts production:; request_service_unknown 2/100 staging:");
  EXPECT_THAT(rows[0].advice, HasSubstr("did you mean checkout?"));
  facts.deployments.clear();  // who tells of no deployment at all misses none
  EXPECT_EQ(found(facts.analysis(), input, week()), "");
}

TEST(Coverage, ChangesWhoseTimesCannotBe) {
  Facts facts;
  Change change;
  change.key = {"github", "1"};
  change.repo = "acme/shop";
  change.opened = day(2);
  change.merged = day(1);
  facts.changes.push_back(change);
  change.key.id = "2";
  change.merged = day(3);
  facts.changes.push_back(change);
  change.key.id = "3";
  change.first_review = day(1);
  facts.changes.push_back(change);
  Review review;
  review.key = {"github", "r"};
  review.change = "2";
  review.submitted = day(1);
  facts.reviews.push_back(review);
  review.key.source = "gitlab";  // another source's change of that id
  review.change = "1";
  facts.reviews.push_back(review);
  EXPECT_EQ(
      found(facts.analysis(), {.now = day(7)}, week()),
      "merged_before_opened 1/3 github: github/1; reviewed_before_opened 2/3 github: github/3 github/2");
  Query of_a_service = week();
  of_a_service.filter[Dimension::service] = {"checkout"};
  EXPECT_EQ(found(facts.analysis(), {.now = day(7)}, of_a_service), "");
}

TEST(Coverage, PathFiltersThatNoCommitTouches) {
  Facts facts;
  Commit commit;
  commit.key = {"acme/shop", std::string(40, 'a')};
  commit.parents.emplace();
  commit.authored = day(1);
  const auto paths = std::make_shared<const PathRules>(
      std::vector<PathRule>{{"checkout", "acme/shop", {"checkout/**"}},
                            {"checkout", "acme/libs", {"money/**", "*.lock"}},
                            {"search", "acme/shop", {"serach/**"}}});
  const CoverageInput input{.now = day(7), .paths = paths.get(), .requests = {}, .request_hours = {}};
  facts.commits = {commit};
  EXPECT_THAT(coverage(facts.analysis(paths), input, week()).value().at(0).advice,
              HasSubstr("no commit tells its `paths`"));
  facts.commits[0].paths = {"checkout/main.cc"};
  EXPECT_EQ(found(facts.analysis(paths), input, week()),
            "path_filter_unused 1/2 checkout: acme/libs: money/** *.lock; "
            "path_filter_unused 1/1 search: acme/shop: serach/**");
}

/// Arrivals at hours since day 0, of deployments that were told as they happened.
Analysis arrived(std::vector<int> hours, Millis ahead = {}) {
  auto facts = std::make_shared<CompactFacts>();
  RevisionMaker revisions(facts->names());
  for (const int hour : hours) {
    const Instant at = day(0) + std::chrono::hours(hour);
    Deployment d = Facts().deployments[0];
    d.key.id = std::to_string(hour);
    d.finished = at + ahead;
    facts->add(revisions.of(d, content_hash(d), at));
  }
  facts->seal();
  return metrics::analyse(std::move(facts));
}

struct QuietCase {
  const char* name;
  std::vector<int> hours;
  int now;
  bool quiet;
};

const QuietCase kQuiet[] = {
    {"every hour, then three hours and a bit", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 13, false},
    {"every hour, then five", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 14, true},
    {"too few to say", {0, 1, 2, 3, 4, 5, 6, 7, 8}, 99, false},
    {"a gap as long came before",
     {0, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50},
     80,
     false},
    {"a burst is one arrival", {0, 24, 24, 24, 48, 72, 96, 120, 144, 168, 192, 216}, 216 + 60, false},
    {"in another order", {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, 14, true},
};

TEST(Coverage, ASourceGoneQuiet) {
  for (const QuietCase& c : kQuiet) {
    SCOPED_TRACE(c.name);
    const Instant now = day(0) + std::chrono::hours(c.now);
    EXPECT_EQ(found(arrived(c.hours), {.now = now}, week()), c.quiet ? "source_quiet 1/1 ci:" : "");
  }
}

TEST(Coverage, RequestsGoneQuiet) {
  CoverageInput input{.now = day(2), .paths = nullptr, .requests = {}, .request_hours = {}};
  for (int hour = 0; hour < 20; ++hour) input.request_hours.add(day(0) + std::chrono::hours(hour));
  const auto rows = coverage(Facts().analysis(), input, week()).value();
  ASSERT_EQ(text_of(rows), "source_quiet 1/1:");
  EXPECT_EQ(rows[0].facts, "requests");
  EXPECT_EQ(rows[0].last, day(0) + std::chrono::hours(19));
  EXPECT_THAT(rows[0].advice, HasSubstr("nothing came for 29 h, more than 4 h is unusual"));
}

TEST(Coverage, DatedAfterItsArrival) {
  EXPECT_EQ(found(arrived({1, 2}, kClockTolerance), {.now = day(7)}, week()), "");
  EXPECT_EQ(found(arrived({1, 2}, kClockTolerance + Millis(1)), {.now = day(7)}, week()),
            "dated_after_arrival 2/2 ci: ci/2 ci/1");
}

TEST(Coverage, ShowsTheTenLatest) {
  std::vector<int> hours;
  for (int hour = 0; hour < 12; ++hour) hours.push_back(hour);
  const auto rows = coverage(arrived(hours, std::chrono::hours(1)), {.now = day(0.5)}, week()).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].affected, 12U);
  ASSERT_EQ(rows[0].examples.size(), kExamplesMax);
  EXPECT_EQ(rows[0].examples.front(), "ci/11");
  EXPECT_EQ(rows[0].examples.back(), "ci/2");
}

TEST(Coverage, RefusesWhatDeliveryCannotAnswer) {
  Query query = week();
  query.filter[Dimension::model] = {"gpt-5"};
  EXPECT_TRUE(coverage(Facts().analysis(), {.now = day(7)}, query).has_error());
}

}  // namespace
}  // namespace shiptally::metrics::testing
