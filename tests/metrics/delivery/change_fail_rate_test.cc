#include "daemon/metrics/delivery/change_fail_rate.h"

#include <gtest/gtest.h>

#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

const FigureCase kCases[] = {
    {"only a failed pipeline", "deploy api v1 09:00 failed", "none"},
    {"nothing failed", "deploy api v1 09:00 ok", "0/1"},
    {"only a rollback",
     "window 2026-03-03 2026-03-04\ndeploy api v1 09:00 ok\ndeploy api v2 10:00 ok\n"
     "deploy api v1 1+09:00 ok",
     "none"},
    {"two reasons, one failure",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nincident i api 09:10 09:20\ndeploy api v1 09:30 ok",
     "1/2"},
    {"a rollback that failed is in neither count",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\ndeploy api v1 09:30 ok\nincident i api 09:40 09:50 "
     "cause=api-v1#2",
     "1/2"},
    {"the next deployment ends the suspicion",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nincident i api 09:30 09:40", "1/2"},
    {"an incident before anything was deployed", "deploy api v1 08:00 ok\nincident i api 07:59 09:00", "0/1"},
    {"a baseline cannot fail", "baseline api v1 08:00\nincident i api 08:10 09:00\ndeploy api v2 10:00 ok",
     "0/1"},
    {"an id of another service's deployment is a cause",
     "filter service api\ndeploy api v1 08:00 ok\ndeploy web v1 09:00 ok\nincident i web 09:10 09:20 "
     "cause=api-v1",
     "1/1"},
    {"a version of another service is none",
     "filter service api\ndeploy api v7 08:00 ok\ndeploy web v1 09:00 ok\nincident i web 09:10 09:20 "
     "cause=v7",
     "0/1"},
    {"a version of another environment is none",
     "deploy api v7 08:00 ok env=staging\ndeploy api v6 08:00 ok\nincident i api 09:10 09:20 cause=v7",
     "0/2"},
    {"six digits are no hash",
     "deploy api v1 08:00 ok commit=abcdef1\nincident i api 09:00 09:10 cause=abcdef", "0/1"},
};

TEST(ChangeFailRate, Counts) { check_figure("change_fail_rate", kCases); }

}  // namespace
}  // namespace shiptally::metrics::testing
