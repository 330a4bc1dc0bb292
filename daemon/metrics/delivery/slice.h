#pragma once
// What one figure is made from: the facts of one group in one bucket.

#include <cstdint>
#include <string_view>
#include <vector>

#include "daemon/metrics/profiles/reading.h"
#include "schema/base/window.h"

namespace shiptally::metrics {

using IncidentIndex = std::uint32_t;  ///< into Analysis::incidents

struct Slice {
  Window window;
  std::vector<StepIndex> deployments;      ///< successful, finished in the window; no baseline
  std::vector<FactIndex> failed_rollouts;  ///< the pipeline failed in the window
  std::vector<IncidentIndex> incidents;    ///< opened in the window
  // Of profiles other than dora-1, by the instant that each profile goes by:
  std::vector<std::uint32_t> leads;     ///< into Reading::leads
  std::vector<std::uint32_t> restored;  ///< into Reading::restored
  std::vector<std::uint32_t> named;     ///< into Reading::named, of the deployments
  /// Of Frequency::days_a_week_quarter: the deployments of the three months before the query's end.
  std::vector<StepIndex> quarter;
  Window quarter_window{};
};

/// Without anything in it.
Slice empty_slice(Window window);

/// Something left out of a figure.  What `index` counts is said where the list is.
struct Exclusion {
  std::uint32_t index = 0;
  std::string_view reason;
};

}  // namespace shiptally::metrics
