#pragma once
// The HTTP contract between the listener and whoever answers, free of Beast, so that nothing outside
// daemon/net pays for its headers.

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/base/result.h"

namespace shiptally::net {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  ///< "GET"
  std::string path;    ///< decoded, without the query
  Fields query;        ///< decoded, in the order sent; a name may repeat
  Fields headers;      ///< names in lower case
  std::string body;    ///< as it came: Content-Encoding still on it
  std::string peer;    ///< address, or "unix"
  bool loopback = false;
  bool control = false;   ///< came in over the daemon's unix socket, from its own user or root
  std::string principal;  ///< name of the token, set once the route's access was granted
  /// Requested when nobody waits for the answer any more: the client has gone, or the server stops.
  std::stop_token gone = {};

  std::string_view header(std::string_view name) const;  ///< empty when absent
  std::string parameter(std::string_view name) const;    ///< the first of that name; empty when absent
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  Fields headers = {};
};

/// Called exactly once, from any thread.
using Respond = std::function<void(HttpResponse)>;
/// Runs on the io thread and must not block: hands the work over and returns.
using Handler = std::function<void(HttpRequest, Respond)>;

/// Who may call a route.
enum class Access {
  open,       ///< anyone: health only
  read,       ///< scope read (or loopback, where the config opens it)
  ingest,     ///< scope ingest
  admin,      ///< scope admin, or the unix socket
  audit,      ///< scope audit; nothing else implies it
  signature,  ///< the handler itself checks the sender's signature before it parses
};

/// Of a route that takes as much body as the server's limits allow.
inline constexpr std::size_t kBodyAsLimited = static_cast<std::size_t>(-1);

struct Route {
  std::string method;
  std::string path;  ///< exact
  Access access;
  Handler handler;
  /// At most this much body is read, and never more than the server's limits; 0: a request that brings a body
  /// is refused with 413, unread.
  std::size_t body_bytes_max = 0;
};

/// The status that belongs to a code: one table, so that every answer of the daemon agrees.
int status_of(Code code);

/// {"error":{"code":…,"message":…}} with the status that belongs to the code; 429 and 503 carry Retry-After,
/// 401 carries WWW-Authenticate.
HttpResponse error_response(const Error& error);
/// The same with a status that no code stands for: 405, 408, 431.
HttpResponse error_response(int status, std::string_view code, std::string_view message);

}  // namespace shiptally::net
