#include "daemon/dispatch/schedule.h"

#include <gtest/gtest.h>

#include <random>

namespace shiptally::dispatch {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }
Instant month(const char* text) { return metrics::parse_month(text).value(); }

ReportPlan plan(std::string target, int day = 3, int hour = 6) {
  return {{"finance", std::move(target), "csv"}, day, hour, {ReportFormat::csv}, ReportDirectory{"/srv"}, {}};
}

std::string told(const DueReports& due) {
  std::string out;
  for (const DueReport& report : due.now)
    out += (out.empty() ? "" : " ") + report.plan->stream.target + "@" +
           metrics::month_name(report.delivery.month);
  return out + "/" + std::to_string(due.pending);
}

TEST(ReportSchedule, ReadsAndWritesMonths) {
  EXPECT_EQ(metrics::month_name(month("2026-10")), "2026-10");
  for (const char* bad : {"", "2026", "2026-13", "2026-1", "2026-10-01", "26-10", "2026-10 ", "2026/10"})
    EXPECT_TRUE(metrics::parse_month(bad).has_error()) << bad;
}

TEST(ReportSchedule, IsDueOnItsDayOrTheLastOfTheMonth) {
  struct Case {
    const char* month;
    int day, hour;
    const char* due;
  };
  const Case cases[] = {
      {"2026-10", 3, 6, "2026-11-03T06:00:00Z"},  {"2026-10", 1, 0, "2026-11-01T00:00:00Z"},
      {"2026-12", 3, 6, "2027-01-03T06:00:00Z"},  {"2026-10", 31, 23, "2026-11-30T23:00:00Z"},
      {"2027-01", 31, 6, "2027-02-28T06:00:00Z"}, {"2028-01", 30, 6, "2028-02-29T06:00:00Z"},
      {"2026-11", 31, 6, "2026-12-31T06:00:00Z"},
  };
  for (const Case& c : cases) EXPECT_EQ(format_instant(due_at(month(c.month), c.day, c.hour)), c.due);
}

TEST(ReportSchedule, BeginsWithTheNextMonthThatFallsDue) {
  struct Case {
    const char* now;
    int day;
    const char* first;
  };
  const Case cases[] = {
      {"2026-11-02T00:00:00Z", 3, "2026-10"}, {"2026-11-03T06:00:00Z", 3, "2026-10"},
      {"2026-11-03T06:00:01Z", 3, "2026-11"}, {"2026-11-30T07:00:00Z", 31, "2026-11"},
      {"2026-12-31T23:00:00Z", 3, "2026-12"},
  };
  for (const Case& c : cases) {
    const std::vector<ReportPlan> plans = {plan("a", c.day)};
    const auto starts = report_starts(plans, {}, at(c.now));
    ASSERT_EQ(starts.size(), 1U);
    EXPECT_EQ(metrics::month_name(starts[0].first_month), c.first) << c.now;
  }
}

TEST(ReportSchedule, KeepsKnownStartsAndForgetsWhatIsNotPlanned) {
  const std::vector<ReportPlan> plans = {plan("a"), plan("b"), plan("b")};
  const std::vector<ReportStart> known = {{plan("a").stream, month("2026-01")},
                                          {plan("gone").stream, month("2026-02")}};
  EXPECT_EQ(
      report_starts(plans, known, at("2026-11-24")),
      (std::vector<ReportStart>{{plan("a").stream, month("2026-01")}, {plan("b").stream, month("2026-11")}}));
}

/// A line a step: what has happened to "a" by then, and what is due.
TEST(ReportSchedule, OwesEachMonthOnceAndInOrder) {
  const std::vector<ReportPlan> plans = {plan("a"), plan("b", 5)};
  ReportBook book;
  book.starts = report_starts(plans, {}, at("2026-11-01"));
  const auto due = [&](const char* now) { return told(due_reports(plans, book, at(now))); };
  EXPECT_EQ(due("2026-11-03T05:59:59Z"), "/0");
  EXPECT_EQ(due("2026-11-03T06:00:00Z"), "a@2026-10/1");
  // Down until January: the oldest first.
  EXPECT_EQ(due("2027-01-04T00:00:00Z"), "a@2026-10 b@2026-10/5");

  ReportDelivery october{plan("a").stream, month("2026-10"), 1, 1, at("2027-01-04"), {}, {}, false, {}, {}};
  keep(book, after_success(october, "00", at("2027-01-04")));
  EXPECT_EQ(due("2027-01-04T00:00:00Z"), "b@2026-10 a@2026-11/4");

  ReportDelivery november = october;
  november.month = month("2026-11");
  keep(book, after_failure(november, {Code::unavailable, "x"}, at("2027-01-04"), 0, Millis(0)));
  EXPECT_EQ(due("2027-01-04T00:00:59Z"), "b@2026-10/4");  // it waits, and December waits behind it
  EXPECT_EQ(due("2027-01-04T00:01:00Z"), "b@2026-10 a@2026-11/4");

  keep(book, after_failure(november, {Code::invalid, "no"}, at("2027-01-04"), 0, Millis(0)));
  EXPECT_EQ(due("2027-01-04T00:00:00Z"), "b@2026-10 a@2026-12/3");  // failed for good

  keep(book, anew(*find_delivery(book, plan("a").stream, month("2026-11")), at("2027-01-04")));
  EXPECT_EQ(due("2027-01-04T00:00:00Z"), "b@2026-10 a@2026-11/4");
  ReportDelivery old = october;
  old.month = month("2025-03");
  keep(book, anew(old, at("2027-01-04")));  // of before its start, by hand
  EXPECT_EQ(due("2027-01-04T00:00:00Z"), "a@2025-03 b@2026-10/5");

  const std::vector<ReportPlan> fewer = {plan("b", 5)};
  book.starts = report_starts(fewer, book.starts, at("2027-01-04"));
  EXPECT_EQ(told(due_reports(fewer, book, at("2027-01-04"))), "b@2026-10/2");
  // Named again it begins anew: the months between were nobody's.
  book.starts = report_starts(plans, book.starts, at("2027-06-10"));
  EXPECT_EQ(told(due_reports(plans, book, at("2027-07-03T06:00:00Z"))), "a@2025-03 b@2026-10/11");
}

TEST(ReportSchedule, WaitsLongerEachTimeAndGivesUpAfterAWeek) {
  const Instant begun = at("2026-11-03T06:00:00Z");
  const Error busy{Code::unavailable, "busy"};
  ReportDelivery delivery{plan("a").stream, month("2026-10"), 1, 0, begun, {}, {}, false, {}, {}};
  Instant now = begun;
  std::vector<std::int64_t> minutes;
  while (!delivery.failed) {
    ++delivery.attempts;
    delivery = after_failure(delivery, busy, now, 0, Millis(0));
    if (delivery.failed) break;
    minutes.push_back((*delivery.next_try - now).count() / 60'000);
    now = *delivery.next_try;
  }
  ASSERT_GT(minutes.size(), 12U);
  EXPECT_EQ((std::vector<std::int64_t>{minutes.begin(), minutes.begin() + 12}),
            (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360}));
  EXPECT_GT(now - begun, std::chrono::days(6));
  EXPECT_LE(now - begun, std::chrono::days(7));
  EXPECT_EQ(delivery.last_error, "busy");
  EXPECT_FALSE(delivery.next_try);
}

TEST(ReportSchedule, JitterTakesUpToHalfAndNeverLessThanAskedFor) {
  std::mt19937_64 random(1);
  const Instant now = at("2026-11-03T06:00:00Z");
  for (int i = 0; i < 1000; ++i) {
    ReportDelivery delivery{plan("a").stream, month("2026-10"), 1, 1 + i % 30, now, {}, {}, false, {}, {}};
    const double chance = std::uniform_real_distribution<>()(random);
    const Millis longest = *after_failure(delivery, {Code::overloaded, ""}, now, 0, Millis(0)).next_try - now;
    const Millis wait =
        *after_failure(delivery, {Code::overloaded, ""}, now, chance, Millis(0)).next_try - now;
    EXPECT_LE(wait, longest);
    EXPECT_GE(wait, longest / 2);
    const Millis asked = std::chrono::hours(i % 24);
    EXPECT_GE(*after_failure(delivery, {Code::unavailable, ""}, now, chance, asked).next_try - now, asked);
  }
}

TEST(ReportSchedule, AnotherEditionOnlyWhereOneMayHaveArrived) {
  const Instant now = at("2026-11-05T00:00:00Z");
  ReportDelivery never{plan("a").stream, month("2026-10"), 1, 0, now, {}, {}, false, {}, {}};
  EXPECT_EQ(anew(never, now).edition, 1);
  ReportDelivery sent = never;
  sent.attempts = 3;
  const ReportDelivery again = anew(after_success(sent, "00", now), now);
  EXPECT_EQ(again.edition, 2);
  EXPECT_EQ(again.attempts, 0);
  EXPECT_FALSE(again.delivered);
  EXPECT_EQ(again.sha256, "");
  EXPECT_EQ(anew(again, now).edition, 2);
}

}  // namespace
}  // namespace shiptally::dispatch
