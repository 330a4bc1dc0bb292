#pragma once
// Reads the body of one message.  Io thread only.  Included in daemon/net only.

#include <cstdint>
#include <optional>
#include <string>

#include "daemon/net/byte_budget.h"
#include "daemon/net/connection.h"
#include "schema/base/result.h"

namespace shiptally::net {

struct BodyPlan {
  std::optional<std::uint64_t> length;  ///< announced, and within `bytes_max`; none: chunked
  std::size_t bytes_max = 0;
  bool expects_continue = false;  ///< the sender waits to be told that its body is wanted
};

/// Appends to `body` until the message ends.  False when the sender has gone or was too slow: nobody is there
/// to be told.
///   unreadable, too_large   as ChunkedDecoder
///   unavailable             all bodies together hold too much
/// The deadline is the stream's, set by the caller for the whole message.
boost::asio::awaitable<Result<bool>> read_body(Connection& connection, BodyPlan plan, BudgetShare& share,
                                               std::string& body);

}  // namespace shiptally::net
