#pragma once

#include <string_view>

#include "daemon/expose/prometheus/exposition.h"
#include "daemon/net/http.h"
#include "daemon/store/snapshot.h"

namespace shiptally::api {

/// Tells of queries that took long: a warning with the parameters, the statements that ran and their plans,
/// and a count by route.  Values of parameters are names and times, never tokens: those come in a header.
/// Thread-safe.
class SlowQueries {
 public:
  /// `exposition` outlives it.
  SlowQueries(Millis slow, expose::Exposition& exposition) : slow_(slow), exposition_(exposition) {}

  /// Call when a query is done, with or without an answer, while its snapshot is open.
  void finished(std::string_view route, const net::Fields& parameters, Millis took,
                store::Snapshot& snapshot);

 private:
  const Millis slow_;
  expose::Exposition& exposition_;
};

}  // namespace shiptally::api
