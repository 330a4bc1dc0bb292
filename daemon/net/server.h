#pragma once
// The HTTP listener: TCP for everybody, a unix socket for the command line.  HTTP/1.1 with keep-alive and
// pipelining; every queue, message and wait has a bound.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/net/http.h"
#include "daemon/net/io.h"
#include "schema/base/instant.h"

namespace shiptally::net {

struct ServerLimits {
  std::size_t header_bytes = 16U << 10;         ///< request line and headers; 431 beyond
  std::size_t body_bytes = 16U << 20;           ///< of one request; 413 beyond
  std::size_t unproven_body_bytes = 5U << 20;   ///< the same where no token is checked before the body
  std::size_t open_body_bytes = 256U << 20;     ///< of all requests still being read; 503 beyond
  std::size_t open_unproven_bytes = 32U << 20;  ///< of those among them without a token; 503 beyond
  std::size_t answer_bytes = 128U << 20;        ///< of all long answers under way; 503, or 422 for one alone
  std::size_t answer_bytes_per_s = 128U << 10;  ///< of one answer, on the whole; slower readers are cut
  std::size_t connections = 1024;               ///< TCP, in all; 503 and close beyond
  std::size_t connections_per_address = 256;    ///< TCP, from one address
  std::size_t reserve_connections = 16;         ///< TCP, beyond both: open routes only, 503 on others
  std::size_t control_connections = 16;         ///< unix socket: counted apart, to work under a flood
  Millis header_deadline{10'000};  ///< to the end of a header; of the first one from the connection's start
  Millis read_deadline{30'000};    ///< from a message's first byte to its last
  Millis idle_deadline{60'000};    ///< between messages
  Millis write_deadline{30'000};   ///< for each 256 KiB of a response
};

/// Answers up to here are always written, and not counted: acknowledgements, probes, errors.
inline constexpr std::size_t kShortAnswerBytes = 128U << 10;

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< IPv4 or IPv6; empty: no TCP
  std::uint16_t port = 8255;          ///< 0: any that is free
  std::string unix_socket;            ///< path; empty: none
  ServerLimits limits;

  /// Grants or refuses a route, before the body is read; the name it gives becomes request.principal.
  /// Without it only Access::open is granted.
  std::function<Result<std::string>(const HttpRequest&, Access)> authorise;
  /// After each response.  `route` is the path of a known route, else "other": its values are bounded.
  /// Status 499: the client did not wait for the answer, or did not take all of it.
  std::function<void(std::string_view route, int status, std::chrono::microseconds duration)> on_request;
  /// Trouble that no sender can be told about: a handler that threw, no descriptors left.
  std::function<void(std::string_view message)> on_error;
  /// For the Date header.
  std::function<Instant()> now;
};

/// Hooks and handlers run on the io thread.
class Server {
 public:
  Server();
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens; serves once `io` runs.  Once, before run() or on the io thread.  Code::unavailable when an
  /// address is taken, Code::invalid when it is none.  A unix socket that nobody listens on is replaced.
  Result<void> start(Io& io, ServerOptions options, std::vector<Route> routes);

  std::uint16_t local_port() const;  ///< of the TCP listener; 0 before start() and without one

  /// Closes the listeners; connections go on.  On the io thread.
  void stop_accepting();

  /// Closes idle connections at once and the others after their response.  After half of the time it asks
  /// handlers to give up (HttpRequest::gone) and closes those that still bring a message without any proof;
  /// what is left at the deadline is cut.  Calls `done` once, on the
  /// io thread, with the number of connections cut.  On the io thread.
  void drain(Millis deadline, std::function<void(std::size_t cut)> done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace shiptally::net
