#include "daemon/metrics/delivery/estimate.h"

namespace shiptally::metrics {

std::string_view name(DeliveryMetric metric) {
  switch (metric) {
    case DeliveryMetric::deployment_frequency:
      return "deployment_frequency";
    case DeliveryMetric::lead_time:
      return "lead_time";
    case DeliveryMetric::change_fail_rate:
      return "change_fail_rate";
    case DeliveryMetric::recovery_time:
      return "recovery_time";
    case DeliveryMetric::rework_rate:
      return "rework_rate";
    case DeliveryMetric::mttr_median:
      return "mttr_median";
  }
  return {};
}

std::string_view unit(DeliveryMetric metric, const Profile& profile) {
  if (metric == DeliveryMetric::deployment_frequency) return profile.frequency_unit;
  const bool share = metric == DeliveryMetric::change_fail_rate || metric == DeliveryMetric::rework_rate;
  return share ? "ratio" : "seconds";
}

Estimate estimate(DeliveryMetric metric, const DeliveryRow& row) {
  switch (metric) {
    case DeliveryMetric::deployment_frequency:
      return {row.frequency.value, row.frequency.interval, row.frequency.counted};
    case DeliveryMetric::lead_time:
      return {row.lead_time.p50_seconds, row.lead_time.p50_interval, row.lead_time.observations.size()};
    case DeliveryMetric::change_fail_rate:
      return {row.change_fail_rate.rate, row.change_fail_rate.interval, row.change_fail_rate.base};
    case DeliveryMetric::recovery_time:
      return {row.recovery_time.median_seconds, row.recovery_time.interval,
              row.recovery_time.recovered.size()};
    case DeliveryMetric::rework_rate:
      return {row.rework_rate.rate, row.rework_rate.interval, row.rework_rate.deployments.size()};
    case DeliveryMetric::mttr_median:
      return {row.mttr.median_seconds, row.mttr.median_interval, row.mttr.resolved.size()};
  }
  return {};
}

}  // namespace shiptally::metrics
