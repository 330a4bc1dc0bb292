#include "daemon/metrics/analysis/failures.h"

#include <gmock/gmock.h>

#include "daemon/metrics/analysis/analysis.h"
#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {
namespace {

struct Case {
  const char *name, *story;
  std::vector<std::string> reasons;  ///< of the first failure
};

const Case kCases[] = {
    {"all of them, strongest first",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nincident near api 09:10 09:20\n"
     "deploy api v1 10:00 ok kind=revert\nincident link api 11:00 11:10 cause=v2\nincident early api 10:30 "
     "10:40 cause=v2",
     {"named by incident test/early", "named by incident test/link", "undone by test/api-v1#2",
      "followed by revert test/api-v1#2", "incident test/near opened after it"}},
    {"a hotfix of the same version is a redeploy",
     "deploy api v1 08:00 ok\ndeploy api v1 09:00 ok kind=hotfix\nincident i api 09:10 open",
     {"incident test/i opened after it"}},
};

TEST(Failures, KeepAllReasons) {
  for (const Case& c : kCases) {
    const Scenario scenario = parse_scenario(c.name, std::string(c.story) + "\nexpect rows 1").value();
    const Analysis a = analyse(scenario);
    ASSERT_FALSE(a.verdicts.failures.empty()) << c.name;
    std::vector<std::string> reasons;
    for (const Reason& reason : a.verdicts.reasons_of(a.verdicts.failures.front()))
      reasons.push_back(describe(reason, a.history));
    EXPECT_EQ(reasons, c.reasons) << c.name;
  }
}

}  // namespace
}  // namespace shiptally::metrics::testing
