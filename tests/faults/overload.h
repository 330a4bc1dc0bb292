#pragma once
// Twice as many request logs as the daemon can take, with events, scrapes and probes beside them.

#include <chrono>

#include "tests/faults/load.h"

namespace shiptally::faults {

struct OverloadPlan {
  std::chrono::duration<double> measure{3};  ///< how long the rate is measured that it can take
  std::chrono::duration<double> overload{300};
  std::size_t senders = 240;
};

struct OverloadOutcome {
  double rows_per_second = 0;  ///< what it could take
  Tally logs, events, probes, scrapes;
  std::size_t peak_mib = 0;       ///< largest resident set
  double stopped_in_seconds = 0;  ///< from SIGTERM, under the same load, to its end
  int exit_code = -1;
  std::size_t rows_acknowledged = 0, events_acknowledged = 0;
  std::size_t rows_unanswered = 0, events_unanswered = 0;  ///< may be there or not
  std::size_t rows_found = 0, events_found = 0;

  /// Of what was acknowledged.
  std::size_t lost() const;
  /// Found, and neither acknowledged nor unanswered.
  std::size_t out_of_nowhere() const;
};

/// Runs a daemon of its own and ends it.
OverloadOutcome overload(const OverloadPlan& plan);

}  // namespace shiptally::faults
