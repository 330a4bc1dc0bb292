#include "daemon/metrics/delivery/bands.h"

#include <gmock/gmock.h>

namespace shiptally::metrics {
namespace {

using enum Surveyed;

constexpr double kHour = 3600, kDay = 24 * kHour, kWeek = 7 * kDay, kMonth = 30.4375 * kDay;

Estimate sure(double value, double low, double high) { return {value, Interval{low, high}, 100}; }
Estimate sure(double value) { return sure(value, value * 0.999, value); }

struct Case {
  int year;
  Surveyed metric;
  double value;
  const char *band, *published;
};

// Each range of the reports, and the ends where one begins and another ends.
const Case kNamed[] = {
    {2021, deployment_frequency, 3, "elite", "on demand (several a day)"},
    {2021, deployment_frequency, 0.1, "high", "weekly to monthly"},
    {2021, deployment_frequency, 0.02, "medium", "monthly to half-yearly"},
    {2021, deployment_frequency, 0.001, "low", "less than half-yearly"},
    {2021, lead_time, 0.5 * kHour, "elite", "< 1 hour"},
    {2021, lead_time, 3 * kDay, "high", "1 day to 1 week"},
    {2021, lead_time, 2 * kMonth, "medium", "1 to 6 months"},
    {2021, lead_time, 7 * kMonth, "low", "> 6 months"},
    {2021, change_fail_rate, 0.15, "elite", "0-15 %"},
    {2021, change_fail_rate, 0.16, "high, medium or low", "16-30 %"},
    {2021, recovery_time, 3 * kHour, "high", "< 1 day"},
    {2021, recovery_time, 7 * kMonth, "low", "> 6 months"},
    {2023, deployment_frequency, 0.5, "high", "daily to weekly"},
    {2023, deployment_frequency, 0.1, "medium or low", "weekly to monthly"},
    {2023, lead_time, 3 * kHour, "elite", "< 1 day"},
    {2023, lead_time, 2 * kWeek, "medium or low", "1 week to 1 month"},
    {2023, change_fail_rate, 0.05, "elite", "5 %"},
    {2023, change_fail_rate, 0.12, "medium", "15 %"},
    {2023, change_fail_rate, 0.50, "low", "64 %"},
    {2023, recovery_time, 3 * kMonth, "low", "1 to 6 months"},
    {2024, deployment_frequency, 0.02, "low", "monthly to half-yearly"},
    {2024, lead_time, 2 * kMonth, "low", "1 to 6 months"},
    // Not ordered, as published.
    {2024, change_fail_rate, 0.04, "elite", "5 %"},
    {2024, change_fail_rate, 0.09, "medium", "10 %"},
    {2024, change_fail_rate, 0.19, "high", "20 %"},
    {2024, change_fail_rate, 0.40, "low", "40 %"},
    {2024, recovery_time, 3 * kHour, "high or medium", "< 1 day"},
    {2024, recovery_time, 2 * kWeek, "low", "1 week to 1 month"},
};

TEST(Bands, AsPublished) {
  for (const Case& c : kNamed) {
    const Standing s = standing(c.year, c.metric, sure(c.value));
    EXPECT_EQ(s.band, c.band) << c.year << " " << figure(c.metric).name() << " " << c.value << ": "
                              << s.reason;
    EXPECT_EQ(s.published, c.published) << c.year << " " << figure(c.metric).name() << " " << c.value;
    EXPECT_EQ(s.reason, "");
  }
}

struct None {
  int year;
  Surveyed metric;
  Estimate estimate;
  const char* reason;
};

const None kNone[] = {
    {2024, lead_time, {}, "no data"},
    {2024, lead_time, {kHour, {}, 5}, "too few: 5 observations have no 95 % interval"},
    {2024, lead_time, sure(2 * kDay, kHour, 2 * kWeek), "too few: the interval spans elite to medium"},
    {2024, change_fail_rate, sure(0.1, 0.02, 0.4), "too few: the interval spans elite to low"},
    {2024, deployment_frequency, sure(1, 0.5, 2), "too few: the interval spans elite to high"},
    {2021, lead_time, sure(3 * kHour), "between the published ranges"},
    {2021, deployment_frequency, sure(0.5), "between the published ranges"},
    {2024, recovery_time, sure(3 * kDay), "between the published ranges"},
    {2024, lead_time, sure(8 * kMonth), "beyond the published ranges"},
    {2023, change_fail_rate, sure(0.7), "beyond the published ranges"},
    {2021, change_fail_rate, sure(0.5), "beyond the published ranges"},
    {2021, lead_time, sure(kHour, 0.5 * kHour, 2 * kHour),
     "too few: the interval reaches out of elite, between or beyond the published ranges"},
};

TEST(Bands, NoneAndWhy) {
  for (const None& c : kNone) {
    const Standing s = standing(c.year, c.metric, c.estimate);
    EXPECT_EQ(s.band, "") << c.reason;
    EXPECT_EQ(s.reason, c.reason);
  }
}

TEST(Bands, AllThatTheIntervalTouchesBestFirst) {
  const Standing s = standing(2024, change_fail_rate, sure(0.1, 0.02, 0.3));
  EXPECT_THAT(s.bands, ::testing::ElementsAre("elite", "medium", "high", "low"));
  EXPECT_EQ(s.published, "5 %; 10 %; 20 %; 40 %");
}

TEST(Bands, EndsOfAWideIntervalTouchWhatLiesBetween) {
  // From the very end of elite to the very end of low.
  EXPECT_EQ(standing(2024, change_fail_rate, sure(0.2, 0.05, 0.4)).bands.size(), 4U);
}

struct ScoreCase {
  Surveyed metric;
  double value, score;
};

const ScoreCase kScores[] = {
    {lead_time, 0.5 * kHour, 10},     {lead_time, 2 * kHour, 8},      {lead_time, 2 * kDay, 6},
    {lead_time, 2 * kWeek, 4},        {lead_time, 2 * kMonth, 2},     {lead_time, 7 * kMonth, 0},
    {recovery_time, 0.5 * kHour, 10}, {deployment_frequency, 5, 10},  {deployment_frequency, 1.5, 8},
    {deployment_frequency, 1, 6},     {deployment_frequency, 0.1, 4}, {deployment_frequency, 0.01, 2},
    {deployment_frequency, 0.001, 0}, {change_fail_rate, 0, 10},      {change_fail_rate, 1, 0},
    {rework_rate, 0.22, 7.8},
};

TEST(Scores, SixAnswersAndShares) {
  for (const ScoreCase& c : kScores)
    EXPECT_NEAR(score_2025(c.metric, sure(c.value)).score.value(), c.score, 1e-12)
        << figure(c.metric).name() << " " << c.value;
}

TEST(Scores, AgainstTheRespondents) {
  const Score s = score_2025(change_fail_rate, sure(0.19, 0.1, 0.3));
  EXPECT_NEAR(s.distance.value(), 0, 1e-9) << "19 % is what the respondents told";
  EXPECT_NEAR(s.low.value(), 7, 1e-9);
  EXPECT_NEAR(s.high.value(), 9, 1e-9);
  EXPECT_NEAR(score_2025(lead_time, sure(0.5 * kHour)).distance.value(), 4.5 / 2.4, 1e-9);
  EXPECT_FALSE(score_2025(lead_time, {}).score);
  EXPECT_EQ(score_2025(lead_time, {}).mean, 5.5);
}

}  // namespace
}  // namespace shiptally::metrics
