#pragma once
// What the listeners and the sessions of one server share: who is in, and how much they may bring.
// Io thread only.  Included in daemon/net only.

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "daemon/net/router.h"
#include "daemon/net/server.h"

namespace shiptally::net {

class Gate;  // io_state.h

/// The other end of a connection.
struct Peer {
  std::string address;  ///< "192.0.2.7", "2001:db8::1" or "unix"
  bool loopback = false;
  bool local = false;    ///< came in over the unix socket
  bool control = false;  ///< and is our own user or root
};

/// A connection as the server sees it.
class Session {
 public:
  virtual ~Session() = default;
  virtual void close_if_idle() = 0;
  virtual void cut() = 0;
};

class Hall {
 public:
  Hall(std::shared_ptr<Gate> gate, ServerOptions options, std::vector<Route> routes);

  const std::shared_ptr<Gate>& gate() const { return gate_; }
  const ServerOptions& options() const { return options_; }
  const ServerLimits& limits() const { return options_.limits; }
  const Router& router() const { return router_; }

  /// Whether one more connection from there is within the caps.
  bool has_room_for(const Peer& peer) const;
  void enter(Session& session, const Peer& peer);
  void leave(Session& session, const Peer& peer);
  std::size_t size() const { return sessions_.size(); }

  /// Body bytes that are being read: false (and nothing taken) when all requests together hold too much.
  bool take_body_bytes(std::size_t bytes);
  void return_body_bytes(std::size_t bytes) { open_body_bytes_ -= bytes; }

  /// From now on every response ends its connection; `empty` runs when the last one has left.
  void wind_down(std::function<void()> empty);
  bool winding_down() const { return winding_down_; }
  void cut_all();

  Result<std::string> authorise(const HttpRequest& request, Access access) const;
  void report(std::string_view route, int status, std::chrono::microseconds duration) const;
  void error(std::string_view message) const;

 private:
  const std::shared_ptr<Gate> gate_;
  const ServerOptions options_;
  const Router router_;
  std::set<Session*> sessions_;
  std::map<std::string, std::size_t> by_address_;  ///< TCP connections; no zero counts
  std::size_t tcp_ = 0;
  std::size_t local_ = 0;
  std::size_t open_body_bytes_ = 0;
  bool winding_down_ = false;
  std::function<void()> empty_;
};

/// The bytes of one body that is being read, given back at its end.
class OpenBodyBytes {
 public:
  explicit OpenBodyBytes(Hall& hall) : hall_(hall) {}
  ~OpenBodyBytes() { hall_.return_body_bytes(taken_); }
  OpenBodyBytes(const OpenBodyBytes&) = delete;
  OpenBodyBytes& operator=(const OpenBodyBytes&) = delete;

  bool grow_to(std::size_t bytes) {
    if (!hall_.take_body_bytes(bytes - taken_)) return false;
    taken_ = bytes;
    return true;
  }

 private:
  Hall& hall_;
  std::size_t taken_ = 0;
};

}  // namespace shiptally::net
