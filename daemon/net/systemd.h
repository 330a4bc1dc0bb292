#pragma once
// What systemd wants to hear (sd_notify(3)), without libsystemd: one datagram a message.

#include <optional>
#include <string>
#include <string_view>

#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::net {

/// Any thread.  Without a socket (not started by systemd) every call does nothing and succeeds.
class Systemd {
 public:
  /// `notify_socket` is a path, or "@name" for an abstract socket; empty: not started by systemd.
  explicit Systemd(std::string notify_socket, std::optional<Millis> watchdog = {});
  /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.
  static Systemd from_environment();

  Result<void> ready(std::string_view status = {}) const;
  /// READY=1 must follow once the configuration is read again.
  Result<void> reloading() const;
  Result<void> stopping() const;
  /// One line for `systemctl status`.
  Result<void> status(const std::string& text) const;
  Result<void> alive() const;

  /// The service is killed when alive() stays away this long: call it twice as often.  None: no watchdog.
  std::optional<Millis> watchdog() const { return watchdog_; }

 private:
  Result<void> send(const std::string& message) const;

  std::string socket_;
  std::optional<Millis> watchdog_;
};

}  // namespace shiptally::net
