#pragma once
// The llm_* metrics: what was committed since the daemon started, and latency of the last hour.

#include <array>
#include <map>
#include <span>
#include <string>
#include <tuple>

#include "daemon/expose/prometheus/exposition.h"
#include "daemon/metrics/requests/usage.h"
#include "schema/request.h"
#include "schema/series_fold.h"

namespace shiptally::expose {

/// Feeds the llm_* counters from committed batches.  Cheap: counters are touched once a series and
/// batch.  One thread at a time (the writer's); `exposition` outlives it.
class LlmCounters {
 public:
  explicit LlmCounters(Exposition& exposition) : exposition_(exposition) {}

  /// Counts the final rows of a commit, under the names that `folds` (of each row; none: of no row) leave.  A
  /// counter only grows: a row that is restated later counts again, one that is taken back stays counted.
  void add(std::span<const Request* const> committed, std::span<const Fold> folds = {});

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  ///< service, provider, model
  struct Delta;
  /// Counters of one series, looked up once.  Those of token classes appear when they first occur.
  struct Counters {
    Counter* requests = nullptr;
    Counter* unpriced = nullptr;
    std::array<Counter*, kErrorClasses> errors{};
    std::array<Counter*, kTokenClasses> tokens{};
    MoneyCounter* cost = nullptr;
  };

  void add(const Key& key, const Delta& delta);
  Counters open(const Key& key);
  void open_what_occurs(const Key& key, const Delta& delta, Counters& counters);

  Exposition& exposition_;
  std::map<Key, Counters> known_;  ///< at most Exposition::kSeriesMax
};

/// Gauge of latency percentiles from groups by service, provider and model (of the last hour's requests).
GaugeFamily llm_latency_gauges(std::span<const metrics::UsageGroup> groups);

}  // namespace shiptally::expose
