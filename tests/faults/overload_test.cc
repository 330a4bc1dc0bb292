// The short form of tests/faults/overload: what holds on a busy machine as well.

#include "tests/faults/overload.h"

#include <gtest/gtest.h>

namespace shiptally::faults {
namespace {

TEST(Overload, LosesNothingAndLetsEventsThrough) {
  OverloadPlan plan;
  plan.measure = std::chrono::seconds(2);
  plan.overload = std::chrono::seconds(10);
  const OverloadOutcome outcome = overload(plan);
  EXPECT_EQ(outcome.lost(), 0U);
  EXPECT_EQ(outcome.out_of_nowhere(), 0U);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_GT(outcome.logs.accepted, 0U);
  EXPECT_EQ(outcome.logs.failed, 0U);
  EXPECT_GT(outcome.events.accepted, 0U);
  EXPECT_EQ(outcome.events.refused + outcome.events.failed, 0U) << "events go before logs";
  EXPECT_EQ(outcome.probes.refused + outcome.probes.failed, 0U);
  EXPECT_LT(outcome.peak_mib, 1024U);
  EXPECT_LT(outcome.stopped_in_seconds, 30);
}

}  // namespace
}  // namespace shiptally::faults
