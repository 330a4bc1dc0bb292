#pragma once
// A delivery of a bill that replaces the one before it: which report, which month, when, and which files.

#include <string>
#include <vector>

#include "daemon/cli/commands.h"
#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::cli {

struct BillDelivery {
  std::string report;          ///< tells the reports of one format apart
  std::string billing_period;  ///< "2026-10"
  Instant delivered;
  std::string delivered_by;  ///< how that is known, for a person
  std::vector<std::string> files;
};

/// From a manifest and the folders or files beside it, or from flags alone.  Code::invalid names what is
/// missing.
Result<BillDelivery> find_delivery(const ImportFlags& flags);

}  // namespace shiptally::cli
