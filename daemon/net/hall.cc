#include "daemon/net/hall.h"

#include <utility>

namespace shiptally::net {

Budgets::Budgets(const ServerLimits& limits)
    : bodies(limits.open_body_bytes),
      unproven_bodies(limits.open_unproven_bytes, &bodies),
      answers(limits.answer_bytes) {}

Hall::Hall(std::shared_ptr<Gate> gate, ServerOptions options, std::vector<Route> routes)
    : gate_(std::move(gate)),
      options_(std::move(options)),
      router_(std::move(routes)),
      budgets_(options_.limits) {}

bool Hall::admit(Peer& peer) {
  if (peer.local) return local_ < limits().control_connections;
  const auto from_there = by_address_.find(peer.address);
  const bool address_full =
      from_there != by_address_.end() && from_there->second >= limits().connections_per_address;
  if (!address_full && tcp_ < limits().connections) return true;
  Session* gives_way = longest_waiting(address_full ? &peer.address : nullptr, false);
  if (gives_way == nullptr) {
    peer.reserve = true;
    if (reserve_ < limits().reserve_connections) return true;
    gives_way = longest_waiting(nullptr, true);
  }
  if (gives_way == nullptr) return false;
  gives_way->cut();
  return true;
}

Session* Hall::longest_waiting(const std::string* address, bool reserve) const {
  Session* found = nullptr;
  std::optional<std::chrono::steady_clock::time_point> found_since;
  for (const auto& [session, peer] : sessions_) {
    if (peer.local || peer.reserve != reserve || (address != nullptr && peer.address != *address)) continue;
    const auto since = session->yields_since();
    if (!since || (found_since && *found_since <= *since)) continue;
    found = session;
    found_since = since;
  }
  return found;
}

void Hall::enter(Session& session, const Peer& peer) {
  sessions_.emplace(&session, peer);
  if (peer.local) {
    ++local_;
  } else if (peer.reserve) {
    ++reserve_;
  } else {
    ++tcp_;
    ++by_address_[peer.address];
  }
}

void Hall::leave(Session& session) {
  const auto node = sessions_.extract(&session);
  if (node.empty()) return;
  const Peer& peer = node.mapped();
  if (peer.local) {
    --local_;
  } else if (peer.reserve) {
    --reserve_;
  } else {
    --tcp_;
    const auto from_there = by_address_.find(peer.address);
    if (--from_there->second == 0) by_address_.erase(from_there);
  }
  if (sessions_.empty() && empty_) std::exchange(empty_, nullptr)();
}

void Hall::wind_down(std::function<void()> empty) {
  winding_down_ = true;
  empty_ = std::move(empty);
  for (const auto& [session, peer] : sessions_) session->close_if_idle();
  if (sessions_.empty() && empty_) std::exchange(empty_, nullptr)();
}

void Hall::hurry_all() {
  hurrying_ = true;
  for (const auto& [session, peer] : sessions_) session->hurry();
}

void Hall::cut_all() {
  for (const auto& [session, peer] : sessions_) session->cut();
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
