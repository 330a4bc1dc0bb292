#pragma once
// Writes one answer.  Io thread only.  Included in daemon/net only.

#include <string>

#include "daemon/net/byte_budget.h"
#include "daemon/net/connection.h"
#include "daemon/net/server.h"

namespace shiptally::net {

/// Writes `head` and then `body`, slice by slice; what was written is given back to the system and to the
/// share at once.  False when the reader has gone or is too slow: each slice has the deadline of the limits,
/// and the whole answer must keep up their slowest rate.
boost::asio::awaitable<bool> write_answer(Connection& connection, const ServerLimits& limits,
                                          std::string_view head, std::string_view body, BudgetShare& share);

}  // namespace shiptally::net
