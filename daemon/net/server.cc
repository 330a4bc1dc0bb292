#include "daemon/net/server.h"

#include "daemon/net/io_state.h"
#include "daemon/net/listener.h"

namespace shiptally::net {

/// Shared with the drain's timers, which may outlive the server.
struct Server::State {
  explicit State(asio::io_context& io) : context(io), patience(io), deadline(io) {}

  asio::io_context& context;
  std::shared_ptr<Hall> hall;
  std::vector<std::shared_ptr<Listener>> listeners;
  std::uint16_t port = 0;
  asio::steady_timer patience;
  asio::steady_timer deadline;
};

Server::Server() = default;

Server::~Server() {
  if (state_) stop_accepting();
}

Result<void> Server::start(Io& io, ServerOptions options, std::vector<Route> routes) {
  const std::string address = options.address;
  const std::string path = options.unix_socket;
  const std::uint16_t port = options.port;
  auto state = std::make_shared<State>(io.state().context);
  state->hall = std::make_shared<Hall>(io.state().gate, std::move(options), std::move(routes));
  if (!address.empty()) {
    auto listener = Listener::tcp(state->context, state->hall, address, port);
    if (!listener) return listener.error();
    state->port = (*listener)->port();
    state->listeners.push_back(std::move(*listener));
  }
  if (!path.empty()) {
    auto listener = Listener::local(state->context, state->hall, path);
    if (!listener) return listener.error();
    state->listeners.push_back(std::move(*listener));
  }
  for (const auto& listener : state->listeners) listener->start();
  state_ = std::move(state);
  return {};
}

std::uint16_t Server::local_port() const { return state_ ? state_->port : std::uint16_t{0}; }

void Server::stop_accepting() {
  if (!state_) return;
  for (const auto& listener : state_->listeners) listener->close();
  state_->listeners.clear();
}

void Server::drain(Millis deadline, std::function<void(std::size_t cut)> done) {
  if (!state_) return done(0);
  const auto cut = std::make_shared<std::size_t>(0);
  state_->patience.expires_after(deadline / 2);
  state_->patience.async_wait([state = state_](const boost::system::error_code& cancelled) {
    if (!cancelled) state->hall->hurry_all();
  });
  state_->deadline.expires_after(deadline);
  state_->deadline.async_wait([state = state_, cut](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    *cut = state->hall->size();
    state->hall->cut_all();
  });
  state_->hall->wind_down([state = state_, cut, done = std::move(done)] {
    state->patience.cancel();
    state->deadline.cancel();
    done(*cut);
  });
}

}  // namespace shiptally::net
