#pragma once
// An HTTP/1.1 connection that never blocks, so that one thread can be hundreds of senders.

#include <poll.h>

#include <optional>
#include <string>
#include <string_view>

namespace shiptally::faults {

/// One request at a time.  Not thread-safe.
class Connection {
 public:
  Connection(int port, std::string token);
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;

  bool idle() const { return fd_ >= 0 && !busy_; }
  bool broken() const { return fd_ < 0; }

  /// Begins a request; the connection is busy until progress() gave its status.
  void start(std::string_view method, std::string_view target, std::string_view body);

  /// What poll() is to wait for.
  pollfd wanted() const;
  /// Sends and receives what is possible now.  The status once the whole answer is there; -1 when the
  /// connection broke before.
  std::optional<int> progress();

 private:
  std::optional<int> answer();
  int give_up();

  std::string token_, out_, in_;
  std::size_t sent_ = 0;
  int fd_ = -1;
  bool busy_ = false;
};

}  // namespace shiptally::faults
