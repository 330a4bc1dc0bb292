#pragma once
// Outgoing HTTP: one request, one answer, one deadline.

#include <stop_token>
#include <string>
#include <string_view>

#include "daemon/net/http.h"
#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::net {

struct FetchRequest {
  std::string method = "GET";
  std::string url = {};  ///< https, or http to a private address; without a user.  May be a secret
  /// Of this host and private or link-local networks: refused after the name is resolved, unless whoever
  /// configured the URL allowed them.
  bool private_addresses = false;
  Fields headers = {};  ///< values may be secrets
  std::string body = {};
  Millis deadline = std::chrono::seconds(30);  ///< for all of it
  std::size_t bytes_max = 64U << 20;  ///< of the answer, as sent and decoded; beyond: Code::too_large
  std::stop_token stop = {};          ///< gives up within about a second once it is requested
};

struct FetchResponse {
  int status = 0;
  Fields headers = {};    ///< names in lower case
  std::string body = {};  ///< gzip undone

  /// The first of that name (lower case); empty when there is none.
  std::string_view header(std::string_view name) const;
};

/// Blocks, so never on the io thread.  Certificates are verified against the system's, redirects are not
/// followed, no proxy is used.  Any status that came is an answer.  Otherwise
///   unavailable  no connection, deadline, stop, a broken or cut-off answer, a name that leads to an address
///                that is not allowed
///   too_large    the answer is longer than allowed
///   invalid      the URL or a header is none, or the URL's address is not allowed: trying again does not
///   help
/// Messages name scheme, host and port, never path, query or headers.  Thread-safe.
Result<FetchResponse> fetch(const FetchRequest& request);

}  // namespace shiptally::net
