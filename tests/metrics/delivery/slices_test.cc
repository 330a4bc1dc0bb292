#include "daemon/metrics/delivery/slices.h"

#include <gmock/gmock.h>

#include "daemon/metrics/delivery/delivery.h"
#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {
namespace {

struct Refused {
  const char *settings, *message;
};

const Refused kRefused[] = {
    {"group_by provider", "group_by: deployments have no provider"},
    {"group_by team team", "group_by: team is there twice"},
    {"filter model opus", "model: deployments cannot be filtered by it"},
    {"tz Mars/Olympus", "tz: unknown time zone \"Mars/Olympus\""},
    {"window 2026-03-02 2026-03-02", "to: must be after from"},
    {"group_by service\nwindow 2026-01-01 2026-02-01\nbucket minute",
     "bucket: more than 100000 rows in the answer"},
};

TEST(Slices, RefuseWhatDeliveryCannotAnswer) {
  for (const Refused& refused : kRefused) {
    const std::string story = std::string(refused.settings) +
                              "\ndeploy api v1 2025-12-01 ok\ndeploy lib v1 2025-12-01 ok\n"
                              "deploy web v1 2025-12-01 ok\nexpect rows 1";
    const Scenario scenario = parse_scenario("refused", story).value();
    const auto got = slices(analyse(scenario), scenario.query);
    ASSERT_TRUE(got.has_error()) << refused.message;
    EXPECT_EQ(got.error().message, refused.message);
    EXPECT_EQ(got.error().code, Code::invalid);
  }
}

TEST(Slices, UnknownProfile) {
  Query query;
  query.profile = "four-keys";
  EXPECT_EQ(check_delivery_query(query).error().message,
            "profile: unknown profile \"four-keys\"; there are dora-1 devlake gitlab fourkeys middleware");
}

TEST(Slices, AscendByBucketThenGroup) {
  const Scenario scenario =
      parse_scenario("order",
                     "window 2026-03-02 2026-03-04\nbucket day\ngroup_by service environment\n"
                     "deploy web v1 09:00 ok\ndeploy api v1 1+10:00 ok env=staging\n"
                     "deploy api v1 10:00 ok\ndeploy late v1 5+10:00 ok\nexpect rows 6")
          .value();
  const Analysis analysis = analyse(scenario);
  std::vector<std::string> got;
  for (const auto& [values, slice] : slices(analysis, scenario.query).value())
    got.push_back(format_instant(slice.window.from).substr(8, 2) + " " + std::string(values[0]) + " " +
                  std::string(values[1]) + " " + std::to_string(slice.deployments.size()));
  EXPECT_THAT(got, ::testing::ElementsAre("02 api production 1", "02 api staging 0", "02 web production 1",
                                          "03 api production 0", "03 api staging 1", "03 web production 0"));
}

TEST(Slices, CountAllButTheBusiestAsOther) {
  const Scenario scenario =
      parse_scenario("busiest",
                     "window 2026-03-02 2026-03-04\ngroup_by service environment\n"
                     "deploy web v1 09:00 ok\ndeploy web v2 10:00 ok\ndeploy web v3 11:00 ok\n"
                     "deploy api v1 10:00 ok env=staging\ndeploy api v1 10:30 ok\n"
                     "deploy api v2 11:00 ok\ndeploy lib v1 12:00 ok\nexpect rows 4")
          .value();
  const Analysis analysis = analyse(scenario);
  const auto got = [&](std::size_t groups_max) {
    std::vector<std::string> lines;
    for (const DeliveryRow& row : delivery_of_busiest(analysis, scenario.query, groups_max).value())
      lines.push_back(row.group[0] + " " + row.group[1] + " " +
                      std::to_string(row.frequency.deployments.size()));
    return lines;
  };
  EXPECT_THAT(got(2), ::testing::ElementsAre("api production 2", "other other 2", "web production 3"));
  EXPECT_THAT(got(4), ::testing::ElementsAre("api production 2", "api staging 1", "lib production 1",
                                             "web production 3"));
}

}  // namespace
}  // namespace shiptally::metrics::testing
