#pragma once
// The definitions of metrics.md once more, as plainly as they can be written and with nothing in common with
// daemon/metrics: everything is compared with everything.  Random histories are judged by both.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "schema/facts.h"
#include "schema/window.h"

namespace shiptally::metrics::testing {

struct OracleFacts {
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Incident> incidents;
};

struct OracleAnswer {
  std::multiset<std::string> deployments, failed, not_rollbacks, reworks;  ///< ids
  std::map<std::string, std::optional<Instant>> recovered;  ///< of failed deployments, rollbacks included
  std::multiset<std::string> lead_commits, lead_excluded;   ///< shas
  std::vector<std::int64_t> lead_ms;                        ///< sorted
  std::multiset<std::string> resolved, open;                ///< incidents
};

/// Over all services and environments.  Ids of deployments and incidents are unique.
OracleAnswer ask_oracle(const OracleFacts& facts, Window window, Millis incident_limit);

}  // namespace shiptally::metrics::testing
