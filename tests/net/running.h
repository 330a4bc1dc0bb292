#pragma once
// A real server on a free loopback port, and a client that sends exactly the bytes it is told to.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "daemon/net/server.h"
#include "tests/temp_dir.h"

namespace shiptally::net {

using tests::TempDir;

inline ServerOptions test_options() {
  ServerOptions options;
  options.port = 0;
  options.now = [] { return instant_from_ms(1'700'000'000'000); };
  return options;
}

/// Route that answers with the body it got.
inline Route echo(std::string method, std::string path, Access access = Access::open) {
  return {.method = std::move(method),
          .path = std::move(path),
          .access = access,
          .handler =
              [](HttpRequest request, Respond respond) {
                respond({.status = 200, .content_type = "text/plain", .body = request.body});
              },
          .body_bytes_max = kBodyAsLimited};
}

class Running {
 public:
  Running(ServerOptions options, std::vector<Route> routes) {
    started_ = server_.start(io_, std::move(options), std::move(routes));
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Running() { stop(); }

  void stop() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  const Result<void>& started() const { return started_; }
  std::uint16_t port() const { return server_.local_port(); }
  Io& io() { return io_; }
  Server& server() { return server_; }

 private:
  Io io_;
  Server server_;
  Result<void> started_;
  std::thread thread_;
};

struct Answer {
  int status = 0;  ///< 0: the connection ended before one
  std::string head;
  std::string body;

  std::string header(const std::string& name) const {
    const std::size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

/// Blocking; gives up after ten seconds, so that a test fails instead of hanging.
class Client {
 public:
  Client() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) { set_deadline(); }
  explicit Client(std::uint16_t port) : Client() { connect(port); }
  explicit Client(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    set_deadline();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0)
        << std::strerror(errno);
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  }

  /// False when the server has closed the connection meanwhile.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  Answer read(bool with_body = true) {
    Answer answer;
    std::size_t end = 0;
    while ((end = held_.find("\r\n\r\n")) == std::string::npos)
      if (!fill()) return answer;
    answer.head = held_.substr(0, end + 2);
    held_.erase(0, end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    const std::string length = answer.header("Content-Length");
    if (!with_body || length.empty()) return answer;
    const std::size_t wanted = std::stoul(length);
    while (held_.size() < wanted)
      if (!fill()) break;
    answer.body = held_.substr(0, wanted);
    held_.erase(0, wanted);
    return answer;
  }

  Answer ask(std::string_view bytes) {
    send(bytes);
    return read();
  }

  /// Waits for the server to end the connection; false when it sends something instead, or does not.
  bool closed() {
    if (!held_.empty()) return false;
    char byte = 0;
    const ssize_t got = ::recv(fd_, &byte, 1, 0);
    return got == 0 || (got < 0 && errno == ECONNRESET);
  }

 private:
  void set_deadline() {
    const timeval deadline{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline));
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof(deadline));
  }

  bool fill() {
    char bytes[16384];
    const ssize_t got = ::recv(fd_, bytes, sizeof(bytes), 0);
    if (got <= 0) return false;
    held_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int fd_;
  std::string held_;  ///< received, not yet taken
};

inline std::string get(const std::string& path, const std::string& headers = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

inline std::string post(const std::string& path, const std::string& body, const std::string& headers = {}) {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

}  // namespace shiptally::net
