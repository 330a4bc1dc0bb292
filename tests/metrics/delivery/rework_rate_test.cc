#include "daemon/metrics/delivery/rework_rate.h"

#include <gtest/gtest.h>

#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

const FigureCase kCases[] = {
    {"no deployments", "deploy api v1 09:00 failed", "none"},
    {"none repairs", "deploy api v1 09:00 ok", "0/1"},
    {"each kind of repair",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\ndeploy api v1 10:00 ok\n"
     "deploy api v3 11:00 ok kind=hotfix\ndeploy api v4 12:00 ok kind=revert\ndeploy api v5 13:00 ok "
     "remedies=i\n"
     "deploy api v6 14:00 ok",
     "4/7"},
    {"a baseline is no repair", "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nbaseline api v1 10:00",
     "0/2"},
    {"a hotfix that failed on the way", "deploy api v1 08:00 ok\ndeploy api v2 09:00 failed kind=hotfix",
     "0/1"},
};

TEST(ReworkRate, Counts) { check_figure("rework_rate", kCases); }

}  // namespace
}  // namespace shiptally::metrics::testing
