#pragma once
// Explains a figure of requests: the definition, the counts behind it, and of money which dated price
// priced how many requests and which had none.

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "daemon/metrics/requests/usage.h"
#include "daemon/metrics/stats/explanation.h"

namespace shiptally::metrics {

/// Names of the figures of requests that can be explained, as their columns are called, sorted.
std::span<const std::string_view> usage_metrics();

/// Whether explaining the figure takes the raw rows: only they know their price.
bool explained_by_prices(std::string_view metric);

/// What raw rows tell beyond their sums.
class PriceFold {
 public:
  void add(const Request& row);

  struct Use {
    std::int64_t requests = 0;
    Money cost;
  };
  using ByName = std::map<std::string, Use, std::less<>>;
  const ByName& prices() const { return prices_; }      ///< by price id
  const ByName& unpriced() const { return unpriced_; }  ///< by "provider/model"

 private:
  ByName prices_, unpriced_;
};

/// `sum` holds all requests of the query as one group (none: no data); `prices` the same rows, where
/// explained_by_prices().  Code::invalid for a name that is not in usage_metrics().
Result<Explanation> explain_usage(std::string_view metric, const Query& query, const UsageGroup* sum,
                                  const PriceFold& prices);

}  // namespace shiptally::metrics
