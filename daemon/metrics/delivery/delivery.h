#pragma once
// The delivery figures of a profile: one row a group and bucket.
//
// Without a filter all environments count; whether they are told apart is up to `group_by`.  Failures,
// rollbacks and first deployments are always judged within one service and environment.  Facts outside the
// window matter: earlier deployments as baseline, later rollbacks and incidents as failures of earlier ones.
// `as_of` has been applied to the facts already.

#include <functional>

#include "daemon/metrics/delivery/change_fail_rate.h"
#include "daemon/metrics/delivery/deployment_frequency.h"
#include "daemon/metrics/delivery/lead_time.h"
#include "daemon/metrics/delivery/mttr.h"
#include "daemon/metrics/delivery/recovery_time.h"
#include "daemon/metrics/delivery/rework_rate.h"
#include "daemon/metrics/delivery/slices.h"
#include "daemon/metrics/delivery/stages.h"

namespace shiptally::metrics {

struct DeliveryRow {
  Window bucket;
  std::vector<std::string> group;  ///< names in the order of the query's group_by
  std::size_t failed_rollouts = 0;
  DeploymentFrequency frequency;
  LeadTime lead_time;
  std::optional<Stages> stages;  ///< of dora-1 only
  ChangeFailRate change_fail_rate;
  RecoveryTime recovery_time;
  Mttr mttr;
  ReworkRate rework_rate;
};

/// Calls `visit` for each row, ascending by bucket, then by group.  Every bucket of a group that has any fact
/// before the window's end is there: its counts are 0 and its figures none where nothing happened.  Without
/// any fact there is no row. A row lists all that its figures were made of, so no more than one exists at a
/// time.
/// The reading is by the query's profile; `named` as in slices().  `expect`, where there is one, is told the
/// number of rows before the first is made.
Result<void> each_delivery_row(const Reading& reading, const Query& query,
                               const std::function<void(const DeliveryRow&)>& visit,
                               const std::function<void(std::size_t rows)>& expect = {},
                               const NamedGroups* named = nullptr);

/// The days that the figures of a query count in.
Result<Days> days_of(const Profile& profile, const Query& query);

/// The figures of one slice, which are of no group yet.
DeliveryRow delivery_row(const Reading& reading, const Slice& slice, const Days& days);

/// All rows at once, by the query's profile.
Result<std::vector<DeliveryRow>> delivery(const Analysis& analysis, const Query& query);

/// The same with at most `groups_max` groups by name, the busiest of the window; the others are one, "other".
Result<std::vector<DeliveryRow>> delivery_of_busiest(const Analysis& analysis, const Query& query,
                                                     std::size_t groups_max);

/// The same from the facts.  Who asks often keeps the Analysis: it does not depend on the query.
Result<std::vector<DeliveryRow>> delivery(DeliveryFacts facts, const Query& query,
                                          const DeliveryRules& rules);

}  // namespace shiptally::metrics
