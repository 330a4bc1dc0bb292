#pragma once
// A large organisation's year of deployments, commits and incidents, the same at each call.

#include <filesystem>

#include "schema/base/window.h"
#include "schema/batch.h"

namespace shiptally::bench {

inline constexpr Instant kYearStart = instant_from_ms(1'735'689'600'000);  // 2025-01-01
inline constexpr Window kYear = {kYearStart, kYearStart + std::chrono::hours(365 * 24)};

struct DeliverySize {
  std::size_t deployments = 0, incidents = 0, commits = 0;
  std::size_t services = 1;  ///< each in production and staging
};

/// Stores the facts in a directory of a stopped daemon: deployments of every status, rollbacks and hotfixes,
/// incidents that name their cause or follow a deployment, commits with merges, one repository a service.
void store_delivery(const std::filesystem::path& directory, const DeliverySize& size);

/// The i-th of the deployments that store_delivery() would store.
Deployment delivery_deployment(const DeliverySize& size, std::size_t i);

}  // namespace shiptally::bench
