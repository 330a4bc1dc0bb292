#include "daemon/metrics/money/change_parts.h"

#include <gtest/gtest.h>

#include "tests/metrics/cost_years.h"

namespace shiptally::metrics {
namespace {

Money usd(const char* text) { return Money::parse(text).value(); }

/// Requests of one model: their tokens, and what each class of them cost.
struct Sums {
  const char* model;
  std::int64_t requests;
  std::int64_t input, cache_read, output;
  const char *input_usd, *cache_read_usd, *output_usd, *other_usd = "0";
};

UsageDay row(const Sums& s) {
  UsageDay out;
  out.provider = "acme";
  out.model = s.model;
  out.sums.requests = s.requests;
  out.sums.tokens.input = s.input;
  out.sums.tokens.cache_read = s.cache_read;
  out.sums.tokens.output = s.output;
  const auto cost = [&](TokenClass c) -> Money& { return out.sums.cost[static_cast<std::size_t>(c)]; };
  cost(TokenClass::input) = usd(s.input_usd);
  cost(TokenClass::cache_read) = usd(s.cache_read_usd);
  cost(TokenClass::output) = usd(s.output_usd);
  cost(TokenClass::other) = usd(s.other_usd);
  return out;
}

ModelSums sums(const std::vector<Sums>& models, const char* idle = "0") {
  ModelSums out;
  for (const Sums& each : models) out.add(row(each));
  out.idle = usd(idle);
  return out;
}

struct Case {
  const char* name;
  std::vector<Sums> day, comparable;
  const char* expected;
  const char *volume, *mix, *tokens, *cache, *price, *other;
  const char *idle = "0", *comparable_idle = "0";
};

// A usual day of "a": 100 requests, 1000 input tokens for $10, 1000 cache reads for $1, 500 output for $9.
const Sums kUsual = {"a", 100, 1000, 1000, 500, "10", "1", "9"};
const Sums kCheap = {"b", 100, 1000, 1000, 500, "1", "1", "2"};

const Case kCases[] = {
    {"nothing changed", {kUsual}, {kUsual}, "20", "0", "0", "0", "0", "0", "0"},
    {"twice the requests",
     {{"a", 200, 2000, 2000, 1000, "20", "2", "18"}},
     {kUsual},
     "20",
     "20",
     "0",
     "0",
     "0",
     "0",
     "0"},
    {"several comparable days are a mean",
     {kUsual},
     {kUsual, kUsual, kUsual, kUsual},
     "20",
     "0",
     "0",
     "0",
     "0",
     "0",
     "0"},
    {"a higher level is expected volume",
     {{"a", 200, 2000, 2000, 1000, "20", "2", "18"}},
     {kUsual},
     "30",
     "10",
     "0",
     "0",
     "0",
     "0",
     "0"},
    // 200 requests at the mean of (20 + 4) / 200 = 0.12; then 150 at 0.20 and 50 at 0.04.
    {"more of the dear model",
     {{"a", 150, 1500, 1500, 750, "15", "1.5", "13.5"}, {"b", 50, 500, 500, 250, "0.5", "0.5", "1"}},
     {kUsual, kCheap},
     "24",
     "0",
     "8",
     "0",
     "0",
     "0",
     "0"},
    {"longer answers",
     {{"a", 100, 1000, 1000, 1000, "10", "1", "18"}},
     {kUsual},
     "20",
     "0",
     "0",
     "9",
     "0",
     "0",
     "0"},
    // 4000 prompt tokens instead of 2000 in equal shares: 22 instead of 11.
    {"longer prompts",
     {{"a", 100, 2000, 2000, 500, "20", "2", "9"}},
     {kUsual},
     "20",
     "0",
     "0",
     "11",
     "0",
     "0",
     "0"},
    // 2000 prompt tokens, all of them uncached: 20 instead of 11.
    {"the cache no longer hits",
     {{"a", 100, 2000, 0, 500, "20", "0", "9"}},
     {kUsual},
     "20",
     "0",
     "0",
     "0",
     "9",
     "0",
     "0"},
    {"half as dear again",
     {{"a", 100, 1000, 1000, 500, "15", "1.5", "13.5"}},
     {kUsual},
     "20",
     "0",
     "0",
     "0",
     "0",
     "10",
     "0"},
    {"searches",
     {{"a", 100, 1000, 1000, 500, "10", "1", "9", "3"}},
     {kUsual},
     "20",
     "0",
     "0",
     "0",
     "0",
     "0",
     "3"},
    {"nothing was asked", {}, {kUsual}, "20", "-20", "0", "0", "0", "0", "0"},
    {"nothing was asked before", {kUsual}, {}, "0", "20", "0", "0", "0", "0", "0"},
    // Ten requests more at the usual 0.20 are volume; that they cost 0.50 is mix.
    {"a model that is new",
     {kUsual, {"c", 10, 10, 0, 10, "2", "0", "3"}},
     {kUsual},
     "20",
     "2",
     "3",
     "0",
     "0",
     "0",
     "0"},
    {"machines that wait longer", {kUsual}, {kUsual}, "30", "0", "0", "0", "0", "0", "5", "15", "10"},
};

TEST(ChangeParts, ByHand) {
  for (const Case& c : kCases) {
    const ModelSums day = sums(c.day, c.idle);
    ModelSums comparable = sums(c.comparable, c.comparable_idle);
    const ChangeParts parts = change_parts(day, comparable, usd(c.expected));
    EXPECT_EQ(parts.volume.str(), c.volume) << c.name;
    EXPECT_EQ(parts.mix.str(), c.mix) << c.name;
    EXPECT_EQ(parts.tokens_per_request.str(), c.tokens) << c.name;
    EXPECT_EQ(parts.cache_share.str(), c.cache) << c.name;
    EXPECT_EQ(parts.price.str(), c.price) << c.name;
    EXPECT_EQ(parts.other.str(), c.other) << c.name;
    EXPECT_EQ(parts.total(), day.cost() - usd(c.expected)) << c.name;
  }
}

ModelSums random_sums(Dice& dice) {
  ModelSums out;
  for (const char* model : {"a", "b", "c", "d"}) {
    if (dice.happens(0.3)) continue;
    const auto count = [&](double most) {
      return dice.happens(0.2) ? 0 : static_cast<std::int64_t>(dice.uniform(1, most));
    };
    UsageDay row{{}, "acme", model, {}, {}, {}, {}};
    row.sums.requests = 1 + count(1e8);
    row.sums.tokens = {count(1e12), count(1e12), count(1e10), count(1e10), count(1e11), 0, count(1e4)};
    for (Money& cost : row.sums.cost)
      if (dice.happens(0.8)) cost = Money::from_pico(static_cast<Int128>(dice.uniform(0, 1e18)) * 7 + 3);
    out.add(row);
  }
  if (dice.happens(0.3)) out.idle = estimate_of(dice.uniform(0, 1e6));
  return out;
}

TEST(ChangeParts, AlwaysAddUpToThePicodollar) {
  Dice dice(11);
  for (int i = 0; i < 20'000; ++i) {
    const ModelSums day = random_sums(dice), comparable = random_sums(dice);
    const Money expected = Money::from_pico(static_cast<Int128>(dice.uniform(0, 1e18)) * 13 + 1);
    ASSERT_EQ(change_parts(day, comparable, expected).total(), day.cost() - expected) << i;
  }
}

TEST(ChangeParts, ShareIsExactWhereItDivides) {
  EXPECT_EQ(share(usd("30"), usd("1"), usd("3")), usd("10"));
  EXPECT_EQ(share(usd("30"), usd("1"), Money()), Money());
  EXPECT_EQ(share(Money::from_dollars(1'000'000'000), usd("1"), usd("2")), Money::from_dollars(500'000'000));
}

}  // namespace
}  // namespace shiptally::metrics
