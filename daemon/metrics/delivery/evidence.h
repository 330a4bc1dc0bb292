#pragma once
// The facts behind each delivery figure: which it counts and which it leaves out, by the names that
// explanations call them.  Value, interval and n are the row's (figures.h).

#include "daemon/metrics/delivery/delivery.h"
#include "daemon/metrics/stats/days.h"
#include "daemon/metrics/stats/explanation.h"

namespace shiptally::metrics {

/// A row of figures and what it was made from.
struct Evidence {
  const Reading& reading;
  const Slice& slice;
  const Days& days;
  const DeliveryRow& row;  ///< delivery_row() of the above

  const Analysis& analysis() const { return reading.analysis; }
};

/// Each fills the lists of one figure, and what its count is divided by.  Exclusions are in no order.
void explain_deployments(Explanation&, const Evidence&);
void explain_failed_rollouts(Explanation&, const Evidence&);
void explain_frequency(Explanation&, const Evidence&);
void explain_active_days(Explanation&, const Evidence&);
void explain_lead_time(Explanation&, const Evidence&);
void explain_change_fail_rate(Explanation&, const Evidence&);
void explain_recovery_time(Explanation&, const Evidence&);
void explain_mttr(Explanation&, const Evidence&);
void explain_rework_rate(Explanation&, const Evidence&);

void explain_stage_time(Explanation&, const Evidence&, Stage);  ///< of a profile that knows stages
template <Stage stage>
void explain_stage(Explanation& out, const Evidence& evidence) {
  explain_stage_time(out, evidence, stage);
}

}  // namespace shiptally::metrics
