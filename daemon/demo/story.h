#pragma once
// What happened to the demo's services: code written, reviewed, shipped, broken and repaired.  Everything
// that has a time lies inside the window; every effect on the requests has a fact that explains it.

#include <string>
#include <vector>

#include "schema/base/window.h"
#include "schema/facts.h"

namespace shiptally::demo {

/// How a service's requests differ from usual for a while.
struct Effect {
  std::size_t service = 0;
  Window when;
  int latency_percent = 100;
  int tokens_percent = 100;
  int errors_per_million = 0;  ///< on top of the usual
};

/// A version and since when production runs it.
struct Live {
  Instant from;
  std::string version;
};

struct Story {
  std::vector<Commit> commits;
  std::vector<Change> changes;
  std::vector<Review> reviews;
  std::vector<Deployment> deployments;
  std::vector<Incident> incidents;
  std::vector<Effect> effects;
  std::vector<std::vector<Live>> live;  ///< by service, ascending
  Window outage;                        ///< of kOutageProvider
};

Story tell(Window window, std::uint64_t seed);

}  // namespace shiptally::demo
