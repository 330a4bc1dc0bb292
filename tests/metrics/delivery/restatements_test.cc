#include "daemon/metrics/delivery/restatements.h"

#include <gtest/gtest.h>

#include "daemon/metrics/delivery/delivery_explain.h"
#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {
namespace {

Scenario story(const std::string& text) {
  return parse_scenario("story",
                        "window 2026-03-02 2026-03-09\ngroup_by service\n" + text + "\nexpect rows 1")
      .value();
}

const Instant kSince = parse_instant("2026-03-09").value();

std::string told(const Restatements& all) {
  const auto number = [](const std::optional<double>& value) {
    if (!value) return std::string("none");
    std::string text = std::to_string(*value);
    text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text + "0" : text;
  };
  std::string out;
  for (const Restatement& r : all.figures) {
    out += r.group.front() + " " + r.metric + " " + number(r.before) + " -> " + number(r.after);
    for (const RevisedFact* fact : r.causes) out += " | " + fact->id + " " + std::string(name(fact->how));
    out += "\n";
  }
  return out;
}

std::string restated(const std::string& before, const std::string& after) {
  const Scenario old = story(before), now = story(after);
  const Analysis then = analyse(old), today = analyse(now);
  return told(restatements(then, today, kSince, now.query).value());
}

const char* const kTwo = "deploy api v1 09:00 ok\ndeploy api v2 12:00 ok\n";

TEST(Restatements, EveryFigureThatCanBeExplained) {
  const std::string story =
      "commit a1 01:00 root\ncommit a2 08:00 a1\nbaseline api v0 02:00 commit=a1\n"
      "change 7 08:30 10:30 commits=a2 merge=a2 author=bob\nreview 7 09:00 id=r1 by=ann\n"
      "deploy api v1 11:00 ok commit=a2\ndeploy api v2 12:00 failed\n"
      "deploy api v3 13:00 ok kind=hotfix\nincident i1 api 12:10 12:40";
  const Scenario now =
      parse_scenario("all", "window 2026-03-02 2026-03-09\n" + story + "\nexpect rows 1").value();
  const Analysis nothing = metrics::analyse(DeliveryFacts{}), today = analyse(now);
  const auto all = restatements(nothing, today, kSince, now.query).value();
  ASSERT_EQ(all.figures.size(), explained_figures().size());
  for (std::size_t i = 0; i < all.figures.size(); ++i) {
    const Restatement& r = all.figures[i];
    EXPECT_EQ(r.metric, explained_figures()[i]->name());
    const auto explained = explain_delivery(r.metric, today, now.query).value();
    EXPECT_EQ(r.after, explained.value) << r.metric;
    EXPECT_EQ(r.n_after, explained.n) << r.metric;
    EXPECT_NE(r.causes_count, 0U) << r.metric;
  }
}

TEST(Restatements, NothingChanged) { EXPECT_EQ(restated(kTwo, kTwo), ""); }

TEST(Restatements, ALateIncidentFailsADeployment) {
  EXPECT_EQ(restated(kTwo, std::string(kTwo) + "incident i1 api 12:10 12:40"),
            "api change_fail_rate 0.0 -> 0.5 | test/i1 new\n"
            "api mttr_mean none -> 1800.0 | test/i1 new\n"
            "api mttr_median none -> 1800.0 | test/i1 new\n"
            "api recovery_time none -> 2400.0 | test/i1 new\n");
}

TEST(Restatements, ALateResolutionIsACorrection) {
  const std::string open = std::string(kTwo) + "incident i1 api 12:10 open";
  const std::string resolved = std::string(kTwo) + "incident i1 api 12:10 12:40";
  EXPECT_EQ(restated(open, resolved),
            "api mttr_mean none -> 1800.0 | test/i1 corrected\n"
            "api mttr_median none -> 1800.0 | test/i1 corrected\n"
            "api recovery_time none -> 2400.0 | test/i1 corrected\n");
}

TEST(Restatements, ALateDeploymentTakesACommitFromALaterOne) {
  const std::string commits = "commit a1 01:00 root\ncommit a2 08:00 a1\nbaseline api v0 02:00 commit=a1\n";
  const std::string last = "deploy api v2 12:00 ok commit=a2\n";
  const std::string late = "deploy api v1 09:00 ok commit=a2\n";
  const std::string told = restated(commits + last, commits + last + late);
  EXPECT_NE(told.find("api lead_time_p50 14400.0 -> 3600.0 | test/api-v1 new\n"), std::string::npos) << told;
}

TEST(Restatements, OfWhatHappenedAfterwardsNothing) {
  EXPECT_EQ(restated(kTwo, std::string(kTwo) + "deploy api v3 7+09:00 ok"), "");
}

TEST(Restatements, ALaterRollbackDoesChangeThePast) {
  const std::string told = restated(kTwo, std::string(kTwo) + "deploy api v1 7+00:30 ok");
  EXPECT_NE(told.find("api change_fail_rate 0.0 -> 0.5 | test/api-v1#2 new"), std::string::npos) << told;
}

TEST(Restatements, ALateReviewIsNamed) {
  const std::string story =
      "commit a1 01:00 root\ncommit a2 08:00 a1\nbaseline api v0 02:00 commit=a1\n"
      "change 7 08:30 10:30 commits=a2 merge=a2 author=bob\n"
      "deploy api v1 11:00 ok commit=a2\n";
  const std::string told = restated(story, story + "review 7 09:00 id=r1 by=ann");
  EXPECT_EQ(told,
            "api pickup_time_p50 none -> 1800.0 | test/r1 new\n"
            "api review_time_p50 none -> 5400.0 | test/r1 new\n");
}

TEST(Restatements, AGraphThatComesLateIsNamed) {
  const std::string rest =
      "commit a1 01:00 root\ncommit a2 08:00 a1\nbaseline api v0 02:00 commit=a1\n"
      "deploy api v1 11:00 ok commit=a3\n";
  const std::string told = restated(rest + "commit a3 10:00", rest + "commit a3 10:00 a2");
  EXPECT_NE(told.find("api lead_time_p50 3600.0 -> 7200.0 | main@a3 corrected\n"), std::string::npos) << told;
}

TEST(Restatements, PathsThatComeLateAreNamed) {
  const std::string rest =
      "paths api main src/**\ncommit a1 01:00 root\nbaseline api v0 02:00 commit=a1\n"
      "deploy api v1 11:00 ok commit=a2\n";
  const std::string told = restated(rest + "commit a2 10:00 a1", rest + "commit a2 10:00 a1 paths=docs/x");
  EXPECT_NE(told.find("api lead_time_p50 3600.0 -> none | main@a2 corrected\n"), std::string::npos) << told;
}

TEST(Restatements, WhatWasTakenBackElsewhereIsNotToBlame) {
  const std::string web = "deploy web w1 10:00 ok\nretract deployment web-w1 recorded=2026-03-09T10:00:00Z";
  const Scenario now = story(std::string(kTwo) + web +
                             "\nincident i1 api 12:10 12:40 "
                             "recorded=2026-03-09T10:00:00Z");
  const Analysis then = analyse(now, kSince), today = analyse(now);
  const std::string told = testing::told(restatements(then, today, kSince, now.query).value());
  EXPECT_NE(told.find("api change_fail_rate 0.0 -> 0.5 | test/i1 new\n"), std::string::npos) << told;
  EXPECT_NE(told.find("web deployments 1.0 -> 0.0 | test/web-w1 retracted\n"), std::string::npos) << told;
}

TEST(Restatements, OtherServicesAreNotToBlame) {
  const std::string late = "incident i1 api 12:10 12:40\nincident w1 web 12:10 12:20";
  const std::string told = restated(kTwo, std::string(kTwo) + late);
  EXPECT_NE(told.find("api change_fail_rate 0.0 -> 0.5 | test/i1 new\n"), std::string::npos) << told;
}

TEST(Restatements, RefusesAStateBeforeTheWindow) {
  const Analysis none = analyse(DeliveryFacts{});
  const auto refused = restatements(none, none, parse_instant("2026-03-02").value(), story(kTwo).query);
  EXPECT_EQ(refused.error().message, "since: must be after from");
  Query earlier = story(kTwo).query;
  earlier.as_of = kSince - std::chrono::hours(1);
  EXPECT_EQ(restatements(none, none, kSince, earlier).error().message, "as_of: must not be before since");
}

}  // namespace
}  // namespace shiptally::metrics::testing
