#include "daemon/report/formats/story.h"

#include <gtest/gtest.h>

#include "tests/report/sample_report.h"

namespace shiptally::report {
namespace {

Line usage(std::string team, std::string model, std::int64_t requests, std::string_view cost) {
  Line out{{"", std::move(team), "", "acme", std::move(model)}, {}};
  out.sums.requests = requests;
  out.sums.parts[0] = usd(cost);
  return out;
}

CostReport month(std::vector<Line> lines, std::vector<Line> previous) {
  CostReport out;
  out.month = at("2026-10-01T00:00:00Z");
  out.until = at("2026-11-01T00:00:00Z");
  out.lines = std::move(lines);
  out.previous = std::move(previous);
  return out;
}

TEST(Story, WithoutAnything) {
  const auto told = story(month({}, {}));
  EXPECT_EQ(told[0], "Nothing was used and nothing was billed in October 2026.");
  EXPECT_EQ(headline(month({}, {})).amount, std::nullopt);
}

TEST(Story, DividesTheChangeIntoRequestsAndTheirCost) {
  // 100 requests at $1, then 150 at $2: half as many again would have made $150.
  const auto told = story(month({usage("a", "big", 150, "300")}, {usage("a", "big", 100, "100")}));
  EXPECT_EQ(
      told[0],
      "No bill has arrived yet; by our own logs October 2026 comes to $300.00, $200.00 more than September "
      "2026.");
  EXPECT_EQ(told[1],
            "By our logs the cost changed by +$200.00 (+200.0 %): +$50.00 because there were 150 requests "
            "(+50.0 %), "
            "+$150.00 because a request cost $2.00000 instead of $1.00000; the model that moved most is big "
            "(+$200.00), the team a (+$200.00).");
  EXPECT_EQ(
      told[2],
      "No bill of this month has arrived, so nothing stands against the computed cost yet; nothing was left "
      "out.");
}

TEST(Story, TellsDriftOpenPointsAndARunningMonth) {
  CostReport report = month({usage("a", "m", 10, "100")}, {usage("a", "m", 10, "100")});
  report.lines[0].sums.billed = usd("99.5");
  report.lines[0].sums.compared = usd("100");
  report.previous[0].sums.billed = usd("99.5");
  report.until = at("2026-10-12T00:00:00Z");
  report.left_out = {{"unpriced", "x", "y", 3, "requests", "", std::nullopt, ""},
                     {"unpriced", "x", "z", 4, "requests", "", std::nullopt, ""},
                     {"unallocated", "x", "z", 1, "charges", "USD", usd("1.25"), ""}};
  report.forecast = {{"computed", usd("100"), usd("260.5"), usd("250"), usd("271"), 40, ""},
                     {"billed", usd("99.5"), std::nullopt, std::nullopt, std::nullopt, 3, "3 whole days"}};
  const auto told = story(report);
  ASSERT_EQ(told.size(), 4u);
  EXPECT_EQ(told[3],
            "At its end the month is expected to have cost $260.50 by our logs (80 % interval $250.00 to "
            "$271.00).");
  EXPECT_EQ(told[0],
            "The bills for October 2026 come to $99.50 so far, the same as the same days of September 2026.");
  EXPECT_EQ(
      told[2],
      "The bills are $0.50 (0.50 %) below what our logs say; still open are $1.25 unallocated, 7 requests "
      "unpriced.");
}

TEST(Story, TellsWhatCameAfterAClose) {
  CostReport report = month({usage("a", "m", 10, "100")}, {usage("a", "m", 10, "100")});
  report.close = {at("2026-11-03T00:00:00Z"), "h", "r", {10, usd("100"), {}, {}}, {}, {}};
  EXPECT_EQ(story(report).back(),
            "This month was closed on 2026-11-03; the statement of today is the same to the last digit.");
  report.close->booked_later = {1, usd("0.00021"), usd("-2"), usd("-2")};
  EXPECT_EQ(
      story(report).back(),
      "This month was closed on 2026-11-03; the statement of today differs from what was closed: -$2.00 "
      "billed, +$0.00021 computed, all of it booked.");
  report.close->open = {0, std::nullopt, usd("0.5"), usd("0.5")};
  EXPECT_EQ(
      story(report).back(),
      "This month was closed on 2026-11-03; the statement of today differs from what was closed: -$1.50 "
      "billed, +$0.00021 computed; not booked yet is +$0.50 billed.");
}

}  // namespace
}  // namespace shiptally::report
