// What must hold of every allocation, over random bills, usage and rules.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "daemon/metrics/money/allocation_rows.h"
#include "tests/metrics/bills.h"

namespace shiptally::metrics {
namespace {

struct World {
  std::vector<Charge> charges;
  std::vector<UsageDay> usage;
  std::vector<AllocationRule> rules;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }
  std::string one_of(const std::vector<std::string>& names) {
    return names[static_cast<std::size_t>(below(static_cast<std::int64_t>(names.size())))];
  }
  Money amount() { return Money::from_pico(below(4'000'000'000'000) - 1'000'000'000'000); }
  std::mt19937_64& engine() { return random_; }

 private:
  std::mt19937_64 random_;
};

Charge random_charge(Dice& dice, int i) {
  Charge c = charge({.id = std::to_string(i),
                     .day = "2026-09-28",
                     .model = dice.one_of({"", "small", "large", "ghost"}),
                     .team = dice.one_in(6) ? "tagged" : "",
                     .provider = dice.one_of({"acme", "globex"}),
                     .category = dice.one_of({"Usage", "Tax", "Credit"})});
  c.from += Millis(dice.below(20LL * 86'400'000));
  c.to = c.from + Millis(1 + dice.below(3LL * 86'400'000));
  c.list = dice.amount();
  c.contracted = dice.amount();
  c.billed = dice.amount();
  c.effective = dice.one_in(3) ? Money() : dice.amount();
  return c;
}

UsageDay random_usage(Dice& dice) {
  UsageDay u = dice.one_in(8) ? idle("2026-09-01", "0")
                              : used({.day = "2026-09-01",
                                      .team = dice.one_of({"", "a", "b", "c"}),
                                      .service = dice.one_of({"", "x", "y"}),
                                      .cost = "0",
                                      .input = dice.below(1000)});
  u.day = at("2026-09-25") + std::chrono::days(dice.below(30));
  u.provider = dice.one_of({"acme", "globex"});
  u.model = dice.one_of({"small", "large"});
  const Money cost = Money::from_pico(dice.below(1'000'000'000));
  if (u.service == "(idle)")
    u.idle = cost;
  else if (!dice.one_in(3))
    u.sums.cost[0] = cost;
  return u;
}

AllocationRule random_rule(Dice& dice, int i) {
  AllocationRule r;
  r.name = "rule " + std::to_string(i);
  r.by = static_cast<ShareBy>(dice.below(3));
  r.idle_only = dice.one_in(3);
  if (dice.one_in(2)) r.categories = {dice.one_of({"Usage", "Tax", "C*"})};
  if (dice.one_in(3)) r.providers = {"acme"};
  if (dice.one_in(3)) r.models = {dice.one_of({"s*", "ghost"})};
  if (r.by == ShareBy::fixed || (r.by == ShareBy::even && dice.one_in(2)))
    for (const char* team : {"a", "b", "infra"}) {
      r.parts.emplace_back(team, r.by == ShareBy::even ? 1 : 1 + dice.below(400));
      r.whole += r.parts.back().second;
    }
  if (r.by == ShareBy::fixed) r.whole += dice.below(2) * 77;
  return r;
}

World random_world(unsigned seed) {
  Dice dice(seed);
  World world;
  for (int i = 0; i < 60; ++i) world.charges.push_back(random_charge(dice, i));
  for (std::int64_t n = dice.below(200); n > 0; --n) world.usage.push_back(random_usage(dice));
  for (int n = static_cast<int>(dice.below(4)); n > 0; --n) world.rules.push_back(random_rule(dice, n));
  return world;
}

int sign(Money m) { return m > Money() ? 1 : m < Money() ? -1 : 0; }

void expect_no_wrong_sign(const Share& s) {
  for (const auto amount : {&Amounts::list, &Amounts::contracted, &Amounts::billed, &Amounts::effective})
    EXPECT_NE(sign(s.usd.*amount) * sign(s.day->usd.*amount), -1);
}

TEST(AllocationProperty, EveryDayOfEveryChargeAddsUpAndNoPartHasTheWrongSign) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const World world = random_world(seed);
    const Billed billed = billed_days(world.charges, {});
    const Allocator allocator(world.usage, world.rules);
    Amounts allocated, unallocated, whole;
    for (const BilledDay& day : billed.days) {
      Amounts sum;
      allocator.split(day, [&](const Share& s) {
        sum += s.usd;
        expect_no_wrong_sign(s);
        const bool nobody = s.method == AllocationMethod::unallocated;
        EXPECT_EQ(nobody, !s.reason.empty());
        EXPECT_EQ(nobody, s.team.empty() && s.service.empty());
        (nobody ? unallocated : allocated) += s.usd;
      });
      EXPECT_EQ(sum, day.usd) << seed;
    }
    for (const Charge& c : world.charges) whole += Amounts{c.list, c.contracted, c.billed, c.effective};
    allocated += unallocated;
    EXPECT_EQ(allocated, whole) << seed;
  }
}

bool same(const std::vector<AllocationRow>& a, const std::vector<AllocationRow>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return std::tie(x.time, x.team, x.service, x.provider, x.model, x.method, x.rule, x.reason, x.idle,
                    x.usd) == std::tie(y.time, y.team, y.service, y.provider, y.model, y.method, y.rule,
                                       y.reason, y.idle, y.usd);
  });
}

TEST(AllocationProperty, TheOrderOfWhatCameDoesNotMatter) {
  Dice dice(1);
  for (unsigned seed = 0; seed < 50; ++seed) {
    World world = random_world(seed);
    const auto rows = [&](AllocationSpan span) {
      return allocate(billed_days(world.charges, {}).days, world.usage, world.rules, span);
    };
    const auto months = rows(AllocationSpan::billing_month), days = rows(AllocationSpan::day);
    EXPECT_GT(days.size(), months.size());
    std::shuffle(world.charges.begin(), world.charges.end(), dice.engine());
    std::shuffle(world.usage.begin(), world.usage.end(), dice.engine());
    EXPECT_TRUE(same(rows(AllocationSpan::billing_month), months)) << seed;
    EXPECT_TRUE(same(rows(AllocationSpan::day), days)) << seed;
  }
}

}  // namespace
}  // namespace shiptally::metrics
