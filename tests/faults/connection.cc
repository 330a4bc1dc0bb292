#include "tests/faults/connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

namespace shiptally::faults {

Connection::Connection(int port, std::string token) : token_(std::move(token)) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    give_up();
    return;
  }
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(fd_, F_SETFL, O_NONBLOCK);
}

Connection::~Connection() { give_up(); }

Connection::Connection(Connection&& other) noexcept
    : token_(std::move(other.token_)),
      out_(std::move(other.out_)),
      in_(std::move(other.in_)),
      sent_(other.sent_),
      fd_(std::exchange(other.fd_, -1)),
      busy_(std::exchange(other.busy_, false)) {}

void Connection::start(std::string_view method, std::string_view target, std::string_view body) {
  out_.clear();
  out_.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  out_.append("Authorization: Bearer ").append(token_).append("\r\nContent-Length: ");
  out_.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  in_.clear();
  sent_ = 0;
  busy_ = true;
}

pollfd Connection::wanted() const {
  const bool sending = busy_ && sent_ < out_.size();
  return {fd_, static_cast<short>(sending ? POLLIN | POLLOUT : POLLIN), 0};
}

std::optional<int> Connection::progress() {
  while (sent_ < out_.size()) {
    const ssize_t n = ::send(fd_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (n <= 0) break;  // whether it broke, the answer says
    sent_ += static_cast<std::size_t>(n);
  }
  char chunk[65536];
  for (;;) {
    const ssize_t n = ::recv(fd_, chunk, sizeof chunk, 0);
    if (n < 0 && errno == EAGAIN) return answer();
    if (n <= 0) return busy_ ? std::optional(give_up()) : (give_up(), std::nullopt);
    in_.append(chunk, static_cast<std::size_t>(n));
    if (auto status = answer()) return status;
  }
}

std::optional<int> Connection::answer() {
  const auto head_end = in_.find("\r\n\r\n");
  if (!busy_ || head_end == std::string::npos) return {};
  const auto at = in_.find("Content-Length: ");
  const std::size_t length = at < head_end ? std::stoul(in_.substr(at + 16, 12)) : 0;
  if (in_.size() < head_end + 4 + length) return {};
  const int status = std::stoi(in_.substr(9, 3));
  busy_ = false;
  if (sent_ < out_.size()) give_up();  // answered before it had read all
  return status;
}

int Connection::give_up() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  busy_ = false;
  return -1;
}

}  // namespace shiptally::faults
