#pragma once
// One month of a small organisation as lines of our own events, every fact with an id and, where it has
// several versions, an `updated_at`: what an answer may depend on.

#include <random>
#include <string>
#include <vector>

namespace shiptally::tests {

struct Line {
  std::string path;  ///< "/v1/deployments"
  std::string json;
};

/// Deployments in progress and finished, rollbacks, hotfixes, commits with parents, changes, incidents
/// open and resolved, requests with restated versions, charges and retractions; November 2026, UTC.
std::vector<Line> month_of_facts(unsigned seed);

}  // namespace shiptally::tests
