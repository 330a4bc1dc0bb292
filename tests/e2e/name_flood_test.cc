// The short form of tests/faults/names.cc.

#include "tests/faults/name_flood.h"

#include <gtest/gtest.h>

namespace shiptally::faults {
namespace {

TEST(NameFlood, LeavesMemoryAndCostAsTheyShouldBe) {
  const FloodResult result =
      run({"services, teams and routes", {"service", "team", "route"}, 110'000, 60, 320, 96});
  EXPECT_EQ(result.trouble, "") << result.peak_mib << " MiB, " << result.start_mib << " MiB at the start, "
                                << result.series << " series";
}

}  // namespace
}  // namespace shiptally::faults
