#include "schema/base/work_cost.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

using Seconds = WorkCost::Seconds;

struct Piece {
  double units, seconds;
};

struct Case {
  const char* name;
  std::vector<Piece> repeated;  ///< many times
  double fixed, per_unit;
};

class Learnt : public testing::TestWithParam<Case> {};

TEST_P(Learnt, IsTheLineThroughWhatWasSeen) {
  WorkCost cost(Seconds(1), Seconds(1), 10);
  for (int round = 0; round < 300; ++round)
    for (const Piece& piece : GetParam().repeated) cost.learn(piece.units, Seconds(piece.seconds));
  EXPECT_NEAR(cost.fixed().count(), GetParam().fixed, 1e-4);
  EXPECT_NEAR(cost.per_unit().count(), GetParam().per_unit, 1e-7);
}

INSTANTIATE_TEST_SUITE_P(
    WorkCost, Learnt,
    testing::Values(Case{"both_parts", {{1, 0.005001}, {1000, 0.006}, {20'000, 0.025}}, 0.005, 1e-6},
                    Case{"no_fixed_part", {{1000, 0.002}, {4000, 0.008}}, 0, 2e-6},
                    Case{"one_size_is_all_rows", {{1000, 0.010}}, 0, 1e-5},
                    Case{"only_a_fixed_part", {{1, 0.2}, {1000, 0.2}}, 0.2, 0},
                    Case{"large_ones_that_took_less_are_no_gain", {{1, 0.3}, {1000, 0.1}}, 0.19744, 0}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(WorkCost, BeginsWithWhatItIsTold) {
  const WorkCost cost(Seconds(0.002), Seconds(3e-6), 1000);
  EXPECT_NEAR(cost.fixed().count(), 0.002, 1e-9);
  EXPECT_NEAR(cost.per_unit().count(), 3e-6, 1e-12);
}

TEST(WorkCost, FollowsADiskThatBecomesSlow) {
  WorkCost cost(Seconds(0.002), Seconds(1e-6), 1000);
  for (int i = 0; i < 60; ++i) cost.learn(i % 2 ? 100 : 2000, Seconds(0.200));
  EXPECT_GT(cost.fixed(), Seconds(0.180));
}

}  // namespace
}  // namespace shiptally
