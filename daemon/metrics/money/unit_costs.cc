#include "daemon/metrics/money/unit_costs.h"

namespace shiptally::metrics {

std::optional<Money> UnitCostRow::per(std::int64_t count) const {
  if (!cost || count <= 0) return {};
  return cost->scaled(1, count);
}

std::optional<Money> UnitCostRow::per_1k_tokens() const {
  if (!cost || tokens <= 0 || unpriced > 0) return {};
  return cost->scaled(1000, tokens);
}

}  // namespace shiptally::metrics
