#include "daemon/metrics/money/cost_centre.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

const std::vector<CostCentre> kCentres = {
    {"research", {"lab-*"}, {}},
    {"shop", {"payments", "growth"}, {"checkout"}},
    {"rest", {"*"}, {"search-*"}},
};

std::string centre(const char* team, const char* service) {
  const CostCentre* found = cost_centre_of(kCentres, team, service);
  return found == nullptr ? "(none)" : found->name;
}

TEST(CostCentre, AServiceGoesBeforeATeamAndTheFirstCentreBeforeTheNext) {
  EXPECT_EQ(centre("payments", ""), "shop");
  EXPECT_EQ(centre("lab-2", "api"), "research");
  EXPECT_EQ(centre("lab-2", "checkout"), "shop");
  EXPECT_EQ(centre("payments", "search-1"), "rest");
  EXPECT_EQ(centre("platform", "api"), "rest");
  EXPECT_EQ(centre("", "api"), "(none)");
  EXPECT_EQ(centre("", ""), "(none)");
  EXPECT_EQ(cost_centre_of({}, "payments", "checkout"), nullptr);
}

}  // namespace
}  // namespace shiptally::metrics
