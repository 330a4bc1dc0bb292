#pragma once
// The real program as a child process, known to be ready without waiting: it tells so through the
// NOTIFY_SOCKET that systemd would give it.

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/temp_dir.h"

namespace shiptally::e2e {

using tests::TempDir;

/// Runs `shiptally` with the arguments to its end; with at most so many bytes of address space, if not 0.
struct Finished {
  int exit_code = -1;
  std::string out;
  std::string err;
};
Finished run_shiptally(const std::vector<std::string>& arguments, std::size_t memory_bytes_max = 0);

/// Starts it and returns its process, whose standard streams are this one's.
pid_t start_shiptally(const std::vector<std::string>& arguments);
/// Waits for its end; the exit code, or 128 + the signal that ended it.
int wait_for(pid_t pid);

/// `shiptally serve` on a free port.  The destructor kills what still runs.
class DaemonProcess {
 public:
  /// Starts it and returns once it said READY=1; throws when it ended instead or said nothing for 30 s.
  DaemonProcess(const std::filesystem::path& data_dir, const std::string& config = "");
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  int port() const { return port_; }
  std::string url(const std::string& path) const;
  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// Waits for the end; the exit code, or 128 + the signal that ended it.
  int wait();
  /// The next notification ("RELOADING=1…", "READY=1…"); throws after 30 s.
  std::string next_notification();

 private:
  int notify_fd_ = -1;
  pid_t pid_ = -1;
  int port_ = 0;
};

}  // namespace shiptally::e2e
