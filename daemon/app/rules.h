#pragma once
// From the configuration to the rules that ingest and reads go by; what a reload makes anew.

#include <filesystem>
#include <string>

#include "daemon/app/ingest.h"
#include "daemon/app/read_api.h"
#include "daemon/app/report_schedule.h"
#include "daemon/config/config.h"

namespace shiptally::app {

struct Rules {
  IngestRules ingest;
  ReadRules read;
  std::vector<ReportPlan> reports;
};

/// Reads a configuration file; an empty name gives the defaults.  Errors name file, line and key.
Result<config::Config> load_config(const std::string& file);

/// The book that the binary carries, then the configuration's files over it, then its fleet.
Result<std::shared_ptr<const PriceBook>> read_prices(const config::Config& config);

/// Reads the price files and secrets that the configuration names.
Result<Rules> read_rules(const config::Config& config);

/// Key of the HMAC that seals users: from the configuration, or in the data directory.
std::filesystem::path user_key_file(const config::Config& config);

}  // namespace shiptally::app
