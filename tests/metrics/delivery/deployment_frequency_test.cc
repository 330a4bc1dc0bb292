#include "daemon/metrics/delivery/deployment_frequency.h"

#include <gtest/gtest.h>

#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

const FigureCase kPerDay[] = {
    {"only the pipeline failed", "deploy api v1 10:00 failed", "none"},
    {"only a baseline", "baseline api v1 10:00", "none"},
    {"one in a week", "deploy api v1 10:00 ok", "0.1429"},
    {"rollbacks and hotfixes are deployments",
     "deploy api v1 09:00 ok\ndeploy api v2 10:00 ok\ndeploy api v1 11:00 ok\ndeploy api v3 12:00 ok "
     "kind=hotfix",
     "0.5714"},
    {"a model switch is a deployment",
     "window 2026-03-02 2026-03-03\ndeploy api v1 10:00 ok kind=model_switch", "1.0000"},
    {"the window's end is outside",
     "window 2026-03-02 2026-03-03\ndeploy api v1 00:00 ok\ndeploy api v2 1+00:00 ok", "1.0000"},
    {"half a day", "window 2026-03-02 2026-03-02T12:00:00Z\ndeploy api v1 10:00 ok", "2.0000"},
    {"still running", "deploy api v0 09:00 ok\ndeploy api v1 10:00 running", "0.1429"},
};

TEST(DeploymentFrequency, PerDay) { check_figure("deployment_frequency", kPerDay); }

const FigureCase kActive[] = {
    {"two on one day", "deploy api v1 10:00 ok\ndeploy api v2 11:00 ok", "0.1429"},
    {"a day touched counts as one",
     "window 2026-03-02T12:00:00Z 2026-03-03T12:00:00Z\ndeploy api v1 13:00 ok", "0.5000"},
    {"days of the zone", "tz Pacific/Auckland\ndeploy api v1 10:00 ok\ndeploy api v2 11:00 ok", "0.2500"},
};

TEST(DeploymentFrequency, ActiveDays) { check_figure("active_days_ratio", kActive); }

}  // namespace
}  // namespace shiptally::metrics::testing
