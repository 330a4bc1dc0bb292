#pragma once
// What the listeners and the sessions of one server share: who is in, and how much they may bring.
// Io thread only.  Included in daemon/net only.

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "daemon/net/byte_budget.h"
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
  bool reserve = false;  ///< let in beyond the caps, for the open routes alone
};

/// A connection as the server sees it.
class Session {
 public:
  virtual ~Session() = default;
  virtual void close_if_idle() = 0;
  /// Asks a handler that works to give up; its answer is still written.  Closes a connection that yields.
  virtual void hurry() = 0;
  virtual void cut() = 0;
  /// Since when it has been waiting for a message without ever having shown a token or a signature: such a
  /// connection gives way to a new one.  None: it stays.
  virtual std::optional<std::chrono::steady_clock::time_point> yields_since() const = 0;
};

/// What is shared by all connections of a server.
struct Budgets {
  explicit Budgets(const ServerLimits& limits);

  ByteBudget bodies;           ///< being read
  ByteBudget unproven_bodies;  ///< those among them without a token
  ByteBudget answers;          ///< being written
};

class Hall {
 public:
  Hall(std::shared_ptr<Gate> gate, ServerOptions options, std::vector<Route> routes);

  const std::shared_ptr<Gate>& gate() const { return gate_; }
  const ServerOptions& options() const { return options_; }
  const ServerLimits& limits() const { return options_.limits; }
  const Router& router() const { return router_; }

  /// Makes room for one more connection from there, at the cost of the one that has been waiting longest
  /// where that must be.  False: turn it away.  Sets `peer.reserve`.
  bool admit(Peer& peer);
  void enter(Session& session, const Peer& peer);
  void leave(Session& session);
  std::size_t size() const { return sessions_.size(); }

  Budgets& budgets() { return budgets_; }

  /// From now on every response ends its connection; `empty` runs when the last one has left.
  void wind_down(std::function<void()> empty);
  bool winding_down() const { return winding_down_; }
  void hurry_all();
  bool hurrying() const { return hurrying_; }
  void cut_all();

  Result<std::string> authorise(const HttpRequest& request, Access access) const;
  void report(std::string_view route, int status, std::chrono::microseconds duration) const;
  void error(std::string_view message) const;

 private:
  const std::shared_ptr<Gate> gate_;
  const ServerOptions options_;
  const Router router_;
  /// The one that yields and has waited longest: from that address, or with null from any; of the reserve or
  /// not.
  Session* longest_waiting(const std::string* address, bool reserve) const;

  std::map<Session*, Peer> sessions_;
  std::map<std::string, std::size_t> by_address_;  ///< TCP connections; no zero counts
  std::size_t tcp_ = 0;
  std::size_t reserve_ = 0;
  std::size_t local_ = 0;
  Budgets budgets_;
  bool winding_down_ = false;
  bool hurrying_ = false;
  std::function<void()> empty_;
};

}  // namespace shiptally::net
