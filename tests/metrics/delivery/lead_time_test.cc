#include "daemon/metrics/delivery/lead_time.h"

#include <gtest/gtest.h>

#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

const FigureCase kMedian[] = {
    {"nothing deployed", "commit a 08:00 root\nbaseline api v0 09:00 commit=a", "none"},
    {"a failed pipeline delivers nothing",
     "commit a 07:00 root\ncommit b 08:00 a\nbaseline api v0 07:30 commit=a\n"
     "deploy api v1 09:00 failed commit=b\ndeploy api v2 12:00 ok commit=b",
     "4h"},
    {"window end is outside",
     "window 2026-03-02 2026-03-03\ncommit a 07:00 root\ncommit b 08:00 a\nbaseline api v0 07:30 commit=a\n"
     "deploy api v1 1+00:00 ok commit=b",
     "none"},
    {"delivered before the window",
     "window 2026-03-03 2026-03-04\ncommit a 07:00 root\ncommit b 08:00 a\nbaseline api v0 07:30 commit=a\n"
     "deploy api v1 09:00 ok commit=b\ndeploy api v2 1+09:00 ok commit=b",
     "none"},
    {"authored at the finish",
     "commit a 07:00\ncommit b 09:00\nbaseline api v0 07:30 commit=a\n"
     "deploy api v1 09:00 ok commit=b",
     "0s"},
    {"another environment is no baseline",
     "filter environment production\ncommit a 07:00 root\ncommit b 08:00 a\n"
     "baseline api v0 07:30 commit=a env=staging\ndeploy api v1 09:00 ok commit=b",
     "none"},
};

TEST(LeadTime, Median) { check_figure("lead_time_p50", kMedian); }

const FigureCase kExcluded[] = {
    {"no baseline", "commit a 07:00 root\ncommit b 08:00 a\ndeploy api v1 09:00 ok commit=b", "a,b"},
    {"merges are no exclusion",
     "commit a 06:00 root\ncommit b 07:00 a\ncommit m 08:00 a b\ndeploy api v1 09:00 ok commit=m", "a,b"},
    {"parents nobody told of",
     "commit a 06:00 root\ncommit c 08:00 b\nbaseline api v0 07:00 commit=a\n"
     "deploy api v1 09:00 ok commit=c",
     "b"},
    {"deployed before it was written",
     "commit a 06:00\ncommit b 10:00\nbaseline api v0 07:00 commit=a\n"
     "deploy api v1 09:00 ok commit=b",
     "b"},
    {"an earlier deployment without commits is no baseline",
     "commit a 06:00 root\ndeploy api v1 08:00 ok\ndeploy api v2 09:00 ok commit=a", "a"},
};

TEST(LeadTime, Excluded) { check_figure("lead_time_excluded", kExcluded); }

}  // namespace
}  // namespace shiptally::metrics::testing
