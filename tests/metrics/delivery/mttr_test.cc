#include "daemon/metrics/delivery/mttr.h"

#include <gtest/gtest.h>

#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

const FigureCase kMean[] = {
    {"none", "deploy api v1 09:00 ok", "none"},
    {"mean", "incident i api 09:00 10:00\nincident k api 11:00 11:10\nincident l api 12:00 12:20", "30m"},
    {"external ones count", "incident i api 09:00 10:00 external", "1h"},
    {"open ones do not", "incident i api 09:00 10:00\nincident k api 09:00 open", "1h"},
    {"opened before the window", "incident i api 2026-03-01T23:00:00Z 10:00\nincident k api 09:00 09:10",
     "10m"},
    {"no deployments needed", "incident i api 09:00 09:00", "0s"},
};

TEST(Mttr, Mean) { check_figure("mttr_mean", kMean); }

const FigureCase kMedian[] = {
    {"median", "incident i api 09:00 10:00\nincident k api 11:00 11:10\nincident l api 12:00 12:20", "20m"},
};

TEST(Mttr, Median) { check_figure("mttr_median", kMedian); }

}  // namespace
}  // namespace shiptally::metrics::testing
