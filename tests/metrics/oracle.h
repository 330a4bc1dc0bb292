#pragma once
// The definitions of daemon/metrics/README.md once more, as plainly as they can be written and with nothing in
// common with
// daemon/metrics: everything is compared with everything.  Random histories are judged by both.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {

struct OracleQuestion {
  Window window;
  Millis incident_limit = std::chrono::hours(24);
  std::optional<Instant> as_of;
  std::set<std::string> services, environments, teams;  ///< those that count; empty: all
};

/// The question as it is put to the product.
Query query_of(const OracleQuestion& question);

/// A stage of the changes that went live.
struct OracleStage {
  std::multiset<std::string> changes, excluded;
  std::vector<std::int64_t> ms;  ///< sorted
};

/// Ids of deployments, incidents and changes are "source/id", of commits "repo@sha".
struct OracleAnswer {
  std::multiset<std::string> deployments, failed, not_rollbacks, reworks;
  std::multiset<std::string> recovered, recovery_open, recovery_negative;  ///< failed rollbacks included
  std::vector<std::int64_t> recovery_ms;                                   ///< sorted
  std::multiset<std::string> lead_commits, lead_excluded, lead_other_paths;
  std::vector<std::int64_t> lead_ms;                             ///< sorted
  std::multiset<std::string> resolved, open, resolved_negative;  ///< incidents
  std::vector<std::int64_t> resolved_ms;                         ///< sorted
  std::multiset<std::string> failed_rollouts;
  OracleStage coding, pickup, review, deploy_wait;
};

/// Of the scenario's arrivals and paths; branches are the usual ones.
OracleAnswer ask_oracle(const Scenario& scenario, const OracleQuestion& question);

}  // namespace shiptally::metrics::testing
