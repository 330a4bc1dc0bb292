#pragma once
// What the definitions of delivery figures leave to the team: from the config.

#include <memory>
#include <string>
#include <vector>

#include "schema/base/instant.h"
#include "schema/path_rules.h"

namespace shiptally::metrics {

/// An incident goes to a deployment that finished at most this long before it, unless it names one.
inline constexpr Millis kIncidentLimit = std::chrono::hours(24);

struct DeliveryRules {
  Millis incident_limit = kIncidentLimit;
  /// Branches (schema/base/glob.h) whose changes repair: a deployment that brings one counts as if it were marked.
  std::vector<std::string> hotfix_branches = {"hotfix/**", "hotfix-**"};
  std::vector<std::string> revert_branches = {"revert-**", "revert/**"};
  std::shared_ptr<const PathRules> paths = {};  ///< null: commits are not told apart by what they touch
};

}  // namespace shiptally::metrics
