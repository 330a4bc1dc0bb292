#include "daemon/metrics/money/budgets.h"

#include <gmock/gmock.h>

namespace shiptally::metrics {
namespace {

const Instant kFirst = parse_instant("2026-09-01").value();

Instant at(const char* text) { return parse_instant(text).value(); }
Money usd(const char* text) { return Money::parse(text).value(); }

/// Days from the first of September to `moment`; what runs then is later.
CostGroup flat(const char* moment, const char* a_day) {
  CostGroup group = no_costs({kFirst, at(moment)});
  for (Money& day : group.known.days) day = usd(a_day);
  for (Money& day : group.later.days) day = usd(a_day);
  return group;
}

Budget budget(const char* amount, std::vector<int> thresholds = {50, 80, 100}) {
  Budget out;
  out.name = "b";
  out.amount = usd(amount);
  out.thresholds = std::move(thresholds);
  return out;
}

struct Case {
  const char* name;
  const char *moment, *a_day, *amount;
  const char *spent, *remaining;
  std::vector<std::string> crossed;
  std::int64_t days_left;
  const char* exhausted;  ///< empty: not in the period
  const char* status;
};

// Days of November 2026 at one price; the thresholds are 50, 80 and 100 %.
const Case kCases[] = {
    {"nothing to worry about", "2026-11-11", "10", "1000", "100", "900", {}, 20, "", "ok"},
    {"to the dollar", "2026-11-11", "10", "300", "100", "200", {}, 20, "2026-11-30", "ok"},
    {"on the way over", "2026-11-11", "10", "250", "100", "150", {}, 20, "2026-11-25", "forecast_over"},
    {"past the last warning",
     "2026-11-26",
     "10",
     "301",
     "250",
     "51",
     {"50 2026-11-16", "80 2026-11-25"},
     5,
     "",
     "warning"},
    {"exactly all of it is not over",
     "2026-12-01",
     "10",
     "300",
     "300",
     "0",
     {"50 2026-11-15", "80 2026-11-24", "100 2026-11-30"},
     0,
     "2026-11-30",
     "warning"},
    {"over by a picodollar",
     "2026-12-01",
     "0.000000000001",
     "0.000000000029",
     "0.00000000003",
     "-0.000000000001",
     {"50 2026-11-15", "80 2026-11-24", "100 2026-11-29"},
     0,
     "2026-11-29",
     "over"},
    {"the day that runs counts as far as it is known",
     "2026-11-11T06:00:00Z",
     "10",
     "110",
     "110",
     "0",
     {"50 2026-11-06", "80 2026-11-09", "100 2026-11-11"},
     20,
     "2026-11-11",
     "forecast_over"},
    {"nothing spent", "2026-11-11", "0", "10", "0", "10", {}, 20, "", "ok"},
};

TEST(Budgets, ByHand) {
  for (const Case& c : kCases) {
    const Budget b = budget(c.amount);
    const auto window = budget_window(b, at(c.moment));
    ASSERT_TRUE(window) << c.name;
    const BudgetState state = budget_state(b, *window, flat(c.moment, c.a_day), at(c.moment));
    EXPECT_EQ(state.spent.str(), c.spent) << c.name;
    EXPECT_EQ(state.remaining.str(), c.remaining) << c.name;
    EXPECT_EQ(state.spent + state.remaining, state.amount) << c.name;
    std::vector<std::string> crossed;
    for (const CrossedThreshold& each : state.crossed)
      crossed.push_back(std::to_string(each.percent) + " " + format_instant(each.day).substr(0, 10));
    EXPECT_EQ(crossed, c.crossed) << c.name;
    EXPECT_EQ(state.days_left, c.days_left) << c.name;
    EXPECT_EQ(state.exhausted ? format_instant(*state.exhausted).substr(0, 10) : "", c.exhausted) << c.name;
    EXPECT_EQ(name(state.status), c.status) << c.name;
  }
}

TEST(Budgets, WithoutAForecastOnlyWhatWasSpentCounts) {
  CostGroup costs = no_costs({kFirst, at("2026-11-11")});
  costs.known.days.back() = usd("90");
  const Budget b = budget("100");
  const BudgetState state = budget_state(b, *budget_window(b, at("2026-11-11")), costs, at("2026-11-11"));
  EXPECT_FALSE(state.forecast.total);
  EXPECT_FALSE(state.forecast.reason.empty());
  EXPECT_FALSE(state.exhausted);
  EXPECT_EQ(state.status, BudgetStatus::warning);
}

TEST(Budgets, InForce) {
  const struct {
    const char *from, *to, *moment;
    const char *window_from, *window_to;  ///< empty: not in force
  } kInForce[] = {
      {"", "", "2026-11-11", "2026-11-01", "2026-12-01"},
      {"2026-11-05", "", "2026-11-11", "2026-11-05", "2026-12-01"},
      {"", "2026-11-20", "2026-11-11", "2026-11-01", "2026-11-20"},
      {"2026-11-11", "", "2026-11-11", "", ""},
      {"2026-11-11", "", "2026-11-11T00:00:00.001Z", "2026-11-11", "2026-12-01"},
      {"", "2026-11-01", "2026-11-11", "", ""},
      {"2027-01-01", "", "2026-11-11", "", ""},
  };
  for (const auto& c : kInForce) {
    Budget b = budget("1");
    if (*c.from != 0) b.from = at(c.from);
    if (*c.to != 0) b.to = at(c.to);
    const auto window = budget_window(b, at(c.moment));
    ASSERT_EQ(window.has_value(), *c.window_from != 0) << c.from << " " << c.to;
    if (!window) continue;
    EXPECT_EQ(*window, (Window{at(c.window_from), at(c.window_to)})) << c.from << " " << c.to;
  }
}

TEST(Budgets, TagsAreFoundAsMembersOnly) {
  Budget b = budget("1");
  b.tags = {{"feature", "chat"}, {"rank", "5"}};
  const auto members = tag_members(b);
  const struct {
    const char* tags;
    bool found;
  } kTags[] = {
      {R"({"feature":"chat","rank":5})", true},
      {R"({"a":"b","feature":"chat","rank":"5","z":"y"})", true},
      {R"({"feature":"chat"})", false},
      {R"({"feature":"chatter","rank":5})", false},
      {R"({"feature":"chat","rank":55})", false},
      {R"({"my_feature":"chat","rank":5})", false},
      {R"({"note":",\"feature\":\"chat\",","rank":5})", false},
      {"", false},
  };
  for (const auto& c : kTags) EXPECT_EQ(has_members(c.tags, members), c.found) << c.tags;
  b.tags = {{"quo\"te", "a\\b"}};
  EXPECT_TRUE(has_members(R"({"quo\"te":"a\\b"})", tag_members(b)));
}

}  // namespace
}  // namespace shiptally::metrics
