#pragma once
// The Manifest.json that AWS writes beside each delivery of a bill: a Data Export's (CUR 2.0, FOCUS), which
// names its files in `dataFiles` and its billing period in the path, or a Cost and Usage Report's, with
// `reportKeys` and `billingPeriod`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::collectors {

struct DeliveryManifest {
  std::string report;              ///< name of the export; empty: neither the file nor its path tells
  std::string billing_period;      ///< "2026-10"
  std::vector<std::string> files;  ///< names of the data files without their folders; at least one
  std::optional<Instant> delivered;
};

/// `path` is where the manifest lies.  Code::invalid names the field that is missing or wrong.
Result<DeliveryManifest> read_manifest(std::string text, std::string_view path);

/// "2026-10" of "2026-10", "202610", "20261001T000000.000Z", "2026-10-01T…".
Result<std::string> billing_month(std::string_view text);

}  // namespace shiptally::collectors
