#pragma once
// A small blocking HTTP client for the command line.  Follows no redirect and uses no proxy: a token goes
// to the host that was named and nowhere else.

#include <string>

#include "daemon/net/http.h"
#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::net {

struct ClientRequest {
  std::string url = {};          ///< "http://127.0.0.1:8255/metrics"; with a unix socket the host is any name
  std::string unix_socket = {};  ///< path; empty: TCP
  std::string method = "GET";
  std::string bearer = {};                        ///< token; empty: none
  std::string_view body = {};                     ///< outlives the call
  std::string content_type = "application/json";  ///< sent with a body
  Fields headers = {};                            ///< further ones; names and values without line breaks
  Millis connect_timeout{5'000};
  Millis timeout{60'000};  ///< of the whole exchange
  std::size_t answer_bytes_max = 64U << 20;
};

struct ClientAnswer {
  int status = 0;
  std::string content_type;
  std::string body;
  Millis retry_after{0};  ///< of the header Retry-After; 0 without one
};

/// Any thread; blocks until the answer, an error or the timeout.  An answer with any status is a success
/// here.  Code::unavailable when there is none, Code::too_large when it is longer than allowed,
/// Code::invalid for a URL that is none.
Result<ClientAnswer> call(const ClientRequest& request);

}  // namespace shiptally::net
