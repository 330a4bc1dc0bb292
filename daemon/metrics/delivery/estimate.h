#pragma once
// One delivery figure with how far it can be trusted: what bands and trends are judged by.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "daemon/metrics/delivery/delivery.h"

namespace shiptally::metrics {

/// The figures that are compared.
enum class DeliveryMetric : std::uint8_t {
  deployment_frequency,
  lead_time,
  change_fail_rate,
  recovery_time,
  rework_rate,
  mttr_median,
};
inline constexpr DeliveryMetric kDeliveryMetrics[] = {
    DeliveryMetric::deployment_frequency, DeliveryMetric::lead_time,   DeliveryMetric::change_fail_rate,
    DeliveryMetric::recovery_time,        DeliveryMetric::rework_rate, DeliveryMetric::mttr_median};

std::string_view name(DeliveryMetric);                  ///< as explain knows it
std::string_view unit(DeliveryMetric, const Profile&);  ///< "1/day", "seconds", "ratio", …
/// Of all but the frequency less is better.
constexpr bool more_is_better(DeliveryMetric metric) {
  return metric == DeliveryMetric::deployment_frequency;
}

struct Estimate {
  std::optional<double> value;       ///< none: no data
  std::optional<Interval> interval;  ///< 95 %; none: too few observations, or another profile's average
  std::size_t n = 0;                 ///< observations; of a ratio the denominator
};

Estimate estimate(DeliveryMetric metric, const DeliveryRow& row);

}  // namespace shiptally::metrics
