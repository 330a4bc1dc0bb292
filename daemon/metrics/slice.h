#pragma once
// What one figure is made from: the facts of one group in one bucket.

#include <cstdint>
#include <string_view>
#include <vector>

#include "daemon/metrics/analysis.h"
#include "schema/window.h"

namespace shiptally::metrics {

using IncidentIndex = std::uint32_t;  ///< into Analysis::incidents

struct Slice {
  Window window;
  std::vector<StepIndex> deployments;      ///< successful, finished in the window; no baseline
  std::vector<FactIndex> failed_rollouts;  ///< the pipeline failed in the window
  std::vector<IncidentIndex> incidents;    ///< opened in the window
};

/// Something left out of a figure.  What `index` counts is said where the list is.
struct Exclusion {
  std::uint32_t index = 0;
  std::string_view reason;
};

}  // namespace shiptally::metrics
