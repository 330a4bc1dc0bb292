#pragma once
// A loopback server that answers with exactly the bytes it is told to, right or wrong.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace shiptally::tests {

/// Takes one connection, reads a head of a request and sends the answer.  Then it closes, or, when there is
/// no answer at all, holds the connection until the other end or the test is done with it.
class RawServer {
 public:
  explicit RawServer(std::string answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, raw, size) != 0 || ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, raw, &size) != 0)
      throw std::runtime_error("no loopback port");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    ::shutdown(listener_, SHUT_RDWR);  // ends an accept() that waits
    thread_.join();
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  void serve() {
    const int peer = ::accept(listener_, nullptr, nullptr);
    if (peer < 0) return;
    char bytes[4096];
    std::string head;
    ssize_t got = 0;
    while (head.find("\r\n\r\n") == std::string::npos && (got = ::recv(peer, bytes, sizeof(bytes), 0)) > 0)
      head.append(bytes, static_cast<std::size_t>(got));
    std::string_view rest = answer_;
    while (!rest.empty() && (got = ::send(peer, rest.data(), rest.size(), MSG_NOSIGNAL)) > 0)
      rest.remove_prefix(static_cast<std::size_t>(got));
    while (answer_.empty() && ::recv(peer, bytes, sizeof(bytes), 0) > 0) {
    }
    ::close(peer);
  }

  const std::string answer_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace shiptally::tests
