#include "daemon/metrics/delivery/delivery_explain.h"

#include <gmock/gmock.h>

#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Scenario story() {
  return parse_scenario("story",
                        "commit a 06:00 root\ncommit b 07:00 a\n"
                        "baseline api v0 06:30 commit=a\n"
                        "deploy api v1 08:00 ok commit=b\n"
                        "deploy api v2 09:00 ok\n"
                        "deploy api v3 09:10 failed\n"
                        "deploy api v1 09:30 ok commit=b\n"
                        "incident out api 09:40 09:50 external\n"
                        "incident odd api 09:40 open cause=nobody\n"
                        "expect rows 1")
      .value();
}

Explanation explain(std::string_view metric) {
  const Scenario s = story();
  return explain_delivery(metric, analyse(s), s.query).value();
}

std::vector<std::string> texts(const std::vector<ExcludedFact>& exclusions) {
  std::vector<std::string> out;
  for (const ExcludedFact& e : exclusions) out.push_back(e.id + ": " + e.reason);
  return out;
}

TEST(Explain, ChangeFailRate) {
  const Explanation e = explain("change_fail_rate");
  EXPECT_EQ(e.value, 0.5);
  EXPECT_EQ(e.n, 2U);
  ASSERT_TRUE(e.interval.has_value());
  EXPECT_LT(e.interval->low, 0.1);
  EXPECT_THAT(e.numerator, ElementsAre("test/api-v2"));
  EXPECT_THAT(e.denominator, ElementsAre("test/api-v1", "test/api-v2"));
  EXPECT_THAT(texts(e.exclusions),
              ElementsAre("test/api-v1#2: rollback: it repairs, and brings no change",
                          "test/api-v3: failed rollout: it never reached users",
                          "test/odd: incident not attributed: it names an unknown deployment",
                          "test/out: external incident: its cause is outside"));
}

/// Seven deployments, each with an incident of 10, 20, … 70 minutes.
Scenario seven_failures() {
  std::string text;
  for (int i = 1; i <= 7; ++i) {
    const std::string n = std::to_string(i), hour = std::to_string(10 + i);
    text += "deploy api v" + n + " " + hour + ":00 ok\nincident i" + n + " api " + hour + ":00 ";
    text += i < 6 ? hour + ":" + n + "0\n" : std::to_string(11 + i) + (i == 6 ? ":00\n" : ":10\n");
  }
  return parse_scenario("seven", text + "expect rows 1").value();
}

TEST(Explain, MediansAndFrequenciesHaveIntervals) {
  const Scenario s = seven_failures();
  const auto explained = [&](std::string_view metric) {
    return explain_delivery(metric, analyse(s), s.query).value();
  };
  for (const char* metric : {"recovery_time", "mttr_median"}) {
    const Explanation e = explained(metric);
    EXPECT_EQ(e.value, 2400) << metric;
    ASSERT_TRUE(e.interval) << metric;
    EXPECT_EQ(e.interval->low, 600) << metric;
    EXPECT_EQ(e.interval->high, 4200) << metric;
  }
  EXPECT_FALSE(explained("mttr_mean").interval);
  const Explanation frequency = explained("deployment_frequency");
  EXPECT_LT(frequency.interval.value().low, *frequency.value);
  EXPECT_GT(frequency.interval.value().high, *frequency.value);
}

TEST(Explain, LeadTimeByItsColumnToo) {
  for (const char* name : {"lead_time", "lead_time_p50", "lead_time_p90_seconds"}) {
    const Explanation e = explain(name);
    EXPECT_EQ(e.value, 3600.0) << name;
    EXPECT_EQ(e.unit, "seconds");
    EXPECT_THAT(e.numerator, ElementsAre("main@b"));
    EXPECT_THAT(e.exclusions, IsEmpty());
  }
}

TEST(Explain, EveryMetricThatIsListed) {
  for (const Figure* figure : explained_figures()) {
    const std::string_view name = figure->name();
    const Explanation e = explain(name);
    EXPECT_EQ(e.metric, name);
    EXPECT_FALSE(e.definition.empty()) << name;
    EXPECT_EQ(e.profile, "dora-1");
  }
}

TEST(Explain, NothingIsNone) {
  const Explanation e = explain_delivery("rework_rate", DeliveryFacts{}, story().query, {}).value();
  EXPECT_EQ(e.value, std::nullopt);
  EXPECT_EQ(e.n, 0U);
}

TEST(Explain, UnknownMetricListsTheKnown) {
  const auto refused = explain_delivery("velocity", DeliveryFacts{}, story().query, {});
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_EQ(refused.error().message,
            "metric: unknown metric \"velocity\"; known: active_days_ratio change_fail_rate coding_time_p50 "
            "deploy_wait_p50 deployment_frequency deployments failed_rollouts lead_time_p50 lead_time_p75 "
            "lead_time_p90 mttr_mean mttr_median pickup_time_p50 recovery_time review_time_p50 rework_rate");
}

}  // namespace
}  // namespace shiptally::metrics::testing
