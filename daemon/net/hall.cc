#include "daemon/net/hall.h"

#include <utility>

namespace shiptally::net {

Hall::Hall(std::shared_ptr<Gate> gate, ServerOptions options, std::vector<Route> routes)
    : gate_(std::move(gate)), options_(std::move(options)), router_(std::move(routes)) {}

bool Hall::has_room_for(const Peer& peer) const {
  if (peer.local) return local_ < limits().control_connections;
  if (tcp_ >= limits().connections) return false;
  const auto from_there = by_address_.find(peer.address);
  return from_there == by_address_.end() || from_there->second < limits().connections_per_address;
}

void Hall::enter(Session& session, const Peer& peer) {
  sessions_.insert(&session);
  if (peer.local) {
    ++local_;
  } else {
    ++tcp_;
    ++by_address_[peer.address];
  }
}

void Hall::leave(Session& session, const Peer& peer) {
  if (sessions_.erase(&session) == 0) return;
  if (peer.local) {
    --local_;
  } else {
    --tcp_;
    const auto from_there = by_address_.find(peer.address);
    if (--from_there->second == 0) by_address_.erase(from_there);
  }
  if (sessions_.empty() && empty_) std::exchange(empty_, nullptr)();
}

bool Hall::take_body_bytes(std::size_t bytes) {
  if (bytes > limits().open_body_bytes - open_body_bytes_) return false;
  open_body_bytes_ += bytes;
  return true;
}

void Hall::wind_down(std::function<void()> empty) {
  winding_down_ = true;
  empty_ = std::move(empty);
  for (Session* session : sessions_) session->close_if_idle();
  if (sessions_.empty() && empty_) std::exchange(empty_, nullptr)();
}

void Hall::cut_all() {
  for (Session* session : sessions_) session->cut();
}

Result<std::string> Hall::authorise(const HttpRequest& request, Access access) const {
  if (access == Access::open) return std::string();
  if (!options_.authorise) return Error{Code::unauthorised, "Authorization: no access is configured"};
  return options_.authorise(request, access);
}

void Hall::report(std::string_view route, int status, std::chrono::microseconds duration) const {
  if (options_.on_request) options_.on_request(route, status, duration);
}

void Hall::error(std::string_view message) const {
  if (options_.on_error) options_.on_error(message);
}

}  // namespace shiptally::net
