// One story told by each profile, and what the stories in tests/scenarios cannot say.

#include <gtest/gtest.h>

#include <set>

#include "daemon/metrics/profiles/profile.h"
#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

// From Monday noon to Sunday noon: six days long, parts of seven.  v1 is the first; v4 reverts what v3
// brought; four more go to staging and tell no commit.
constexpr std::string_view kStory = R"(
window   12:00 6+12:00
calendar days of the window
commit   aaaaaaa1 10:00   root
commit   aaaaaaa2 1+08:00 aaaaaaa1
commit   aaaaaab2 1+10:00 aaaaaaa2
commit   aaaaaaa3 2+00:00 aaaaaab2
commit   aaaaaaa4 4+08:00 aaaaaaa3
change   1 11:00   13:00    commits=aaaaaaa1 merge=aaaaaaa1
change   2 1+09:00 1+11:00  commits=aaaaaaa2,aaaaaab2 merge=aaaaaab2
change   3 2+06:00 2+08:00  commits=aaaaaaa3 merge=aaaaaaa3
change   4 4+08:00 4+09:00  commits=aaaaaaa4 merge=aaaaaaa4 branch=revert-3-login
deploy   api v1 15:00    ok  started=14:00   commit=aaaaaaa1
deploy   api v2 1+16:00  ok  started=1+15:00 commit=aaaaaab2
deploy   api v3 2+10:00  ok  started=2+09:00 commit=aaaaaaa3
deploy   api v4 4+20:00  ok  started=4+19:30 commit=aaaaaaa4
deploy   api s1 5+10:00  ok  env=staging
deploy   api s2 5+11:00  ok  env=staging
deploy   api s3 5+12:00  ok  env=staging
deploy   api s4 5+13:00  ok  env=staging
incident i1 api 1+16:00  1+18:00
incident i2 api 4+09:00  4+21:00  cause=aaaaaaa3
incident i3 api 4+09:30  4+21:30
incident i4 api 6+10:00  6+11:00
)";

struct Told {
  const char *profile, *frequency, *lead_time, *change_fail_rate, *recovery_time, *rework_rate;
};

// dora-1      8 deployments / 6 days.  Lead: aaaaaab2 6 h, aaaaaaa2 8 h, aaaaaaa3 10 h, aaaaaaa4 12 h; v1 has
// no
//             baseline.  Failed: v2 (i1, at its own instant) until i1 was resolved, 2 h; v3 (undone by v4,
//             named by i2) until v4, 58 h.  i3 and i4 came more than 24 h after any.  v4 is rework.
// devlake     v1 to v4 on 4 days of the one week.  Lead: changes 2 to 4, 8 h, 10 h, 12 h.  Failed: v1 (i1:
// strictly
//             before), v3 (i2, i3), v4 (i4); recovered after 27 h, 59 h, 59 h 30 m, 39 h.
// gitlab      v1 to v4 / 7 days.  Lead: 2 h, 5 h, 2 h, 11 h, each on its own day.  4 incidents; Tuesday 2 h,
// Friday
//             12 h twice, Sunday 1 h.
// fourkeys    5 days in the last of 13 weeks.  Lead, to the start: 4 h, 5 h (aaaaaab2 only), 9 h, 11 h 30 m.
// One row
//             (aaaaaaa3, i2) / 8.  Restored: 2 h, 59 h (since v3), 12 h, 1 h.
// middleware  8 / 6, rounded down.  Lead: 5 h, 8 h, 10 h, 12 h.  Failed: v2 (i1), v3 (i2, i3), v4 (i4) / 8.
// Change 3
//             to change 4, merge to merge: 49 h.
const Told kTold[] = {
    {"dora-1", "1.3333", "9h", "2/8", "1d6h", "1/8"},
    {"devlake", "4.0000", "10h", "3/4", "1d15h", "none"},
    {"gitlab", "0.5714", "3h30m", "4/4", "2h", "none"},
    {"fourkeys", "0.0000", "7h", "1/8", "7h", "none"},
    {"middleware", "1.0000", "8h45m", "3/8", "2d1h", "none"},
};

TEST(Profiles, OneStoryFiveResults) {
  std::set<std::string> told;
  for (const Told& t : kTold) {
    told.insert(t.profile);
    const std::string story =
        std::string(kStory) + "profile " + t.profile + "\nexpect deployment_frequency " + t.frequency +
        "\nexpect lead_time_p50 " + t.lead_time + "\nexpect change_fail_rate " + t.change_fail_rate +
        "\nexpect recovery_time " + t.recovery_time + "\nexpect rework_rate " + t.rework_rate;
    const auto scenario = parse_scenario(t.profile, story);
    ASSERT_TRUE(scenario.has_value()) << scenario.error().message;
    check(*scenario);
  }
  for (const Profile& profile : profiles())
    EXPECT_EQ(told.count(std::string(profile.name)), 1U) << profile.name;
  EXPECT_EQ(told.size(), profiles().size());
}

/// Seven of the 13 weeks from 2025-12-09 to 2026-03-09 have a deployment on Wednesday: the median is 1.
std::string seven_weeks() {
  std::string story = "profile fourkeys\ncalendar weeks of a quarter\n";
  for (const char* wednesday :
       {"2025-12-10", "2025-12-17", "2025-12-24", "2026-01-07", "2026-01-14", "2026-02-18", "2026-03-04"})
    story += "deploy api v" + std::string(wednesday) + " " + wednesday + "T10:00:00Z ok\n";
  return story;
}

TEST(Profiles, FourKeysCountsAQuarterWhateverTheWindow) {
  const std::string story = seven_weeks();
  const std::string a_day_less = story + "window 2026-03-08 2026-03-09\nretract deployment api-v2025-12-10\n";
  const std::string before_it = a_day_less + "deploy api early 2025-12-08T10:00:00Z ok\n";
  const std::string first_day = a_day_less + "deploy api early 2025-12-09T10:00:00Z ok\n";
  const std::string after_it = a_day_less + "deploy api late 2026-03-09T00:00:00Z ok\n";
  const std::string a_day = story + "window 2026-03-08 2026-03-09", a_week = story + "window 00:00 7+00:00",
                    a_year = story + "window 2025-03-09 2026-03-09";
  const FigureCase cases[] = {
      {"a window of a day, in which nothing was deployed", a_day.c_str(), "1.0000"},
      {"of a week", a_week.c_str(), "1.0000"},
      {"of a year", a_year.c_str(), "1.0000"},
      {"six weeks of 13", a_day_less.c_str(), "0.0000"},
      {"before the quarter", before_it.c_str(), "0.0000"},
      {"its first day", first_day.c_str(), "1.0000"},
      {"after it", after_it.c_str(), "0.0000"},
  };
  check_figure("deployment_frequency", cases);
}

TEST(Profiles, NothingIsNoFigure) {
  for (const Profile& profile : profiles()) {
    const std::string story = "profile " + std::string(profile.name) + "\ndeploy api v1 10:00 failed";
    for (const char* figure :
         {"deployment_frequency", "lead_time_p50", "change_fail_rate", "recovery_time", "rework_rate"}) {
      const FigureCase none[] = {{"nothing", story.c_str(), "none"}};
      check_figure(figure, none);
    }
  }
}

}  // namespace
}  // namespace shiptally::metrics::testing
