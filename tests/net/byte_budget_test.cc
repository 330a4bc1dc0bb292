#include "daemon/net/byte_budget.h"

#include <gtest/gtest.h>

#include <optional>

namespace shiptally::net {
namespace {

TEST(ByteBudget, BoundsTheSumAndTakesBackWhatIsReleased) {
  ByteBudget budget(100);
  BudgetShare one(budget);
  {
    BudgetShare other(budget);
    EXPECT_TRUE(one.resize(60));
    EXPECT_FALSE(other.resize(41));
    EXPECT_TRUE(other.resize(40));
    EXPECT_FALSE(one.resize(61));
    EXPECT_EQ(budget.used(), 100U) << "what was refused was not taken";
    EXPECT_TRUE(one.resize(10));
    EXPECT_EQ(budget.used(), 50U);
  }
  EXPECT_EQ(budget.used(), 10U);
  EXPECT_FALSE(one.resize(static_cast<std::size_t>(-1)));
  EXPECT_TRUE(one.resize(100));
}

TEST(ByteBudget, APartCountsInTheWhole) {
  ByteBudget whole(100);
  ByteBudget part(30, &whole);
  BudgetShare direct(whole);
  std::optional<BudgetShare> share(std::in_place, part);
  EXPECT_FALSE(share->resize(31)) << "over the part";
  EXPECT_TRUE(share->resize(30));
  EXPECT_TRUE(direct.resize(70));
  EXPECT_TRUE(share->resize(20));
  EXPECT_TRUE(direct.resize(80));
  EXPECT_FALSE(share->resize(30)) << "over the whole";
  EXPECT_EQ(part.used(), 20U);
  share.reset();
  EXPECT_EQ(part.used(), 0U);
  EXPECT_EQ(whole.used(), 80U);
}

}  // namespace
}  // namespace shiptally::net
