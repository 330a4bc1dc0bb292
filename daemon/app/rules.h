#pragma once
// From the configuration to the rules that ingest and reads go by; what a reload makes anew.

#include <filesystem>
#include <string>

#include "daemon/api/read_api.h"
#include "daemon/config/config.h"
#include "daemon/dispatch/schedule.h"
#include "daemon/ingest/ingest.h"

namespace shiptally::app {

struct Rules {
  ingest::IngestRules ingest;
  queries::Rules read;
  std::vector<dispatch::ReportPlan> reports;
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
