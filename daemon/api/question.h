#pragma once
// How long a question of a client is worked on, and in which lane it waits.

#include <chrono>
#include <stop_token>

#include "daemon/api/endpoint.h"
#include "schema/base/interruption.h"

namespace shiptally::api {

using Deadline = std::chrono::steady_clock::time_point;

/// Ends once the deadline has passed (Code::unavailable), or when nobody waits for the answer any more: the
/// client has gone, or the daemon stops.
Interruption interruption_at(Deadline deadline, std::stop_token gone, std::stop_token stopping);

/// Queues of the query threads, the most urgent first.
enum class ReadLane : std::size_t {
  gauges,  ///< what /metrics shows; one at a time, and never behind questions
  small,   ///< panels of a dashboard and pages of a list
  large,   ///< what may read every fact or every request there is; one at a time, beside small ones
};

/// The lane of a question, by what it may take and not by what it finds.
ReadLane lane_of(const Endpoint& endpoint, const Parameters& parameters);

}  // namespace shiptally::api
