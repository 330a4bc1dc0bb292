#include "daemon/normalise/names.h"

#include <gtest/gtest.h>

namespace shiptally::normalise {
namespace {

struct AliasCase {
  const char *name, *meaning;  ///< null: none
};

constexpr AliasCase kAliasCases[] = {
    {"api-gateway-v2", "edge"},  // its plain name, though a glob comes first
    {"api-gateway-v3", "api"},   // the first of two globs
    {"web-1", "web"},           {"web-12", nullptr}, {"webapp", nullptr},
    {"team/x", nullptr},  // a star stays within a segment
    {"team/x/y", "nested"},     {"", nullptr},       {"API-gateway-v3", nullptr},  // case matters
};

TEST(Aliases, PlainNamesGoBeforeGlobsAndGlobsByTheirOrder) {
  const std::vector<NameRule> rules = {{"api-*", "api"},
                                       {"api-gateway-*", "gateway"},
                                       {"api-gateway-v2", "edge"},
                                       {"web-?", "web"},
                                       {"team/**/y", "nested"}};
  const Aliases aliases(rules);
  for (const AliasCase& c : kAliasCases) {
    const std::string* found = aliases.find(c.name);
    EXPECT_EQ(found == nullptr, c.meaning == nullptr) << c.name;
    if (found != nullptr && c.meaning != nullptr) {
      EXPECT_EQ(*found, c.meaning) << c.name;
    }
  }
}

Instant day(int n) { return instant_from_ms(n * 86'400'000LL); }

// checkout: payments up to day 10, nobody of its own up to day 20, growth from then on.
std::vector<TeamRule> rules() {
  return {{"check*", {{"shop", day(5), day(15)}}},
          {"checkout", {{"payments", {}, day(10)}, {"growth", day(20), {}}}},
          {"*", {{"platform", day(12), {}}}}};
}

struct OwnerCase {
  const char* service;
  int day;
  const char* team;
};

constexpr OwnerCase kOwnerCases[] = {
    {"checkout", 0, "payments"},
    {"checkout", 9, "payments"},
    {"checkout", 10, "shop"},
    {"checkout", 14, "shop"},
    {"checkout", 15, "platform"},
    {"checkout", 20, "growth"},
    {"checkout", 99, "growth"},
    {"check-in", 4, ""},
    {"check-in", 5, "shop"},
    {"check-in", 15, "platform"},
    {"other", 11, ""},
    {"other", 12, "platform"},
    {"", 50, ""},
};

TEST(Owners, TheFirstRuleThatCoversTheInstantDecides) {
  const Owners owners(rules());
  for (const OwnerCase& c : kOwnerCases) {
    EXPECT_EQ(owners.at(c.service, day(c.day)), c.team) << c.service << " " << c.day;
    const auto tenures = owners.tenures(c.service);
    EXPECT_EQ(tenures[tenure_at(tenures, day(c.day))].team, c.team) << c.service << " " << c.day;
  }
  EXPECT_EQ(owners.at("checkout", {}), "growth");
}

TEST(Owners, AServiceThatNeverChangedHandsHasOneTenure) {
  const std::vector<TeamRule> rules = {{"a", {{"x", {}, day(1)}, {"x", day(1), {}}}}};
  const Owners owners(rules);
  ASSERT_EQ(owners.tenures("a").size(), 1U);
  EXPECT_EQ(owners.tenures("a")[0].team, "x");
  ASSERT_EQ(owners.tenures("b").size(), 1U);
  EXPECT_EQ(owners.tenures("b")[0].team, "");
}

}  // namespace
}  // namespace shiptally::normalise
