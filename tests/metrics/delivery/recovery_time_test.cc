#include "daemon/metrics/delivery/recovery_time.h"

#include <gtest/gtest.h>

#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

const FigureCase kCases[] = {
    {"nothing failed", "deploy api v1 09:00 ok", "none"},
    {"incident resolved", "deploy api v1 09:00 ok\nincident i api 09:10 10:00", "1h"},
    {"rollback before the incident is closed",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nincident i api 09:10 10:00\ndeploy api v1 09:20 ok",
     "20m"},
    {"median of two",
     "deploy api v1 08:00 ok\nincident i api 08:05 08:10\ndeploy api v2 09:00 ok\n"
     "incident k api 09:10 09:30",
     "20m"},
    {"a plain deployment remedies nothing",
     "deploy api v1 08:00 ok\nincident i api 08:05 open\ndeploy api v2 09:00 ok", "none"},
    {"the remedy may be another service's",
     "filter service api\ndeploy api v1 08:00 ok\nincident i api 08:05 open\ndeploy db v1 09:00 ok "
     "remedies=test/i",
     "1h"},
    {"a remedy that was rolled back with it is none",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nincident i api 09:05 open\n"
     "deploy api v3 09:30 ok remedies=i\ndeploy api v1 11:00 ok",
     "2h"},
};

TEST(RecoveryTime, Median) { check_figure("recovery_time", kCases); }

}  // namespace
}  // namespace shiptally::metrics::testing
