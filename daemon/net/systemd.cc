#include "daemon/net/systemd.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace shiptally::net {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

std::optional<std::int64_t> whole(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value <= 0) return {};
  return value;
}

Error system_error(const char* what) {
  return {Code::unavailable,
          std::string("NOTIFY_SOCKET: ") + what + ": " + std::generic_category().message(errno)};
}

}  // namespace

Systemd::Systemd(std::string notify_socket, std::optional<Millis> watchdog)
    : socket_(std::move(notify_socket)), watchdog_(watchdog) {}

Systemd Systemd::from_environment() {
  std::optional<Millis> watchdog;
  const auto pid = whole(environment("WATCHDOG_PID"));
  const auto usec = whole(environment("WATCHDOG_USEC"));
  if (usec && (!pid || *pid == getpid()))
    watchdog = std::chrono::duration_cast<Millis>(std::chrono::microseconds(*usec));
  return Systemd(environment("NOTIFY_SOCKET"), watchdog);
}

Result<void> Systemd::send(const std::string& message) const {
  if (socket_.empty()) return {};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.size() >= sizeof(address.sun_path))
    return Error{Code::invalid, "NOTIFY_SOCKET: longer than a unix socket's name can be"};
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return system_error("socket");
  const auto sent = ::sendto(fd, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                             reinterpret_cast<const sockaddr*>(&address), length);
  Result<void> result;
  if (sent < 0) result = system_error("sendto");
  ::close(fd);
  return result;
}

Result<void> Systemd::ready(std::string_view status) const {
  std::string message = "READY=1\n";
  if (!status.empty()) message += "STATUS=" + std::string(status) + "\n";
  return send(message);
}

Result<void> Systemd::reloading() const {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);  // systemd compares it with its own; no other clock will do
  const std::int64_t usec = static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
  return send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec) + "\n");
}

Result<void> Systemd::stopping() const { return send("STOPPING=1\n"); }

Result<void> Systemd::status(const std::string& text) const { return send("STATUS=" + text + "\n"); }

Result<void> Systemd::alive() const { return send("WATCHDOG=1\n"); }

}  // namespace shiptally::net
