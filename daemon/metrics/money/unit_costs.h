#pragma once
// What one of something costs: a request, a thousand tokens, a user, a deployment.  Pure; README.md, "Unit
// costs".  Each is rounded half-even once, to the picodollar, and none where there is nothing to divide by.

#include <optional>
#include <string>
#include <vector>

#include "daemon/metrics/requests/usage_rows.h"

namespace shiptally::metrics {

/// What is divided, and by what, of one bucket and group.
struct UnitCostRow {
  RowKey key;
  std::optional<Money> cost;          ///< none: not known
  std::int64_t requests = 0;          ///< that the cost is of
  std::int64_t unpriced = 0;          ///< further ones, whose cost is not known
  std::int64_t tokens = 0;            ///< of all requests, each once (reasoning is a part of the output)
  std::optional<std::int64_t> users;  ///< distinct; none: not known
  std::optional<std::int64_t> deployments;  ///< successful; none: not known
  std::string reason;                       ///< what is not known, and why; empty: all is

  std::optional<Money> per_request() const { return per(requests); }
  /// None while there are requests without a price: their tokens cannot be told from the others.
  std::optional<Money> per_1k_tokens() const;
  std::optional<Money> per_user() const { return per(users.value_or(0)); }
  std::optional<Money> per_deployment() const { return per(deployments.value_or(0)); }

 private:
  std::optional<Money> per(std::int64_t count) const;
};

}  // namespace shiptally::metrics
