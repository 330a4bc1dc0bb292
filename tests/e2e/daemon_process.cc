#include "tests/e2e/daemon_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace shiptally::e2e {
namespace {

constexpr int kPatienceMs = 30'000;

std::vector<char*> to_argv(std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  return argv;
}

int decode_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

std::string read_all(int fd) {
  std::string out;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(fd, buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(n));
  ::close(fd);
  return out;
}

/// A datagram socket bound to an abstract name that the kernel chooses; `name` is what NOTIFY_SOCKET wants.
int open_notify_socket(std::string& name) {
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socklen_t length = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(sa_family_t)) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::runtime_error("cannot open a notify socket");
  name = "@" + std::string(address.sun_path + 1, length - sizeof(sa_family_t) - 1);
  return fd;
}

}  // namespace

Finished run_shiptally(const std::vector<std::string>& arguments, std::size_t memory_bytes_max) {
  std::vector<std::string> all = {SHIPTALLY_BINARY};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv = to_argv(all);
  int out[2], err[2];
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  const pid_t pid = ::fork();
  if (pid == 0) {
    const rlimit memory{memory_bytes_max, memory_bytes_max};
    if (memory_bytes_max != 0) ::setrlimit(RLIMIT_AS, &memory);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(err[1], STDERR_FILENO);
    ::execv(SHIPTALLY_BINARY, argv.data());
    ::_exit(127);
  }
  ::close(out[1]);
  ::close(err[1]);
  Finished finished;
  finished.out = read_all(out[0]);
  finished.err = read_all(err[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  finished.exit_code = decode_status(status);
  return finished;
}

pid_t start_shiptally(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {SHIPTALLY_BINARY};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv = to_argv(all);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::execv(SHIPTALLY_BINARY, argv.data());
  ::_exit(127);
}

int wait_for(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return decode_status(status);
}

DaemonProcess::DaemonProcess(const std::filesystem::path& data_dir, const std::string& config) {
  std::string notify_name;
  notify_fd_ = open_notify_socket(notify_name);
  std::vector<std::string> arguments = {SHIPTALLY_BINARY,  "serve",    "--data-dir",
                                        data_dir.string(), "--listen", "127.0.0.1:0"};
  if (!config.empty()) arguments.insert(arguments.end(), {"--config", config});
  std::vector<char*> argv = to_argv(arguments);
  const std::string log = (data_dir / "daemon.log").string();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::setenv("NOTIFY_SOCKET", notify_name.c_str(), 1);
    const int fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(fd, STDERR_FILENO);
    ::execv(SHIPTALLY_BINARY, argv.data());
    ::_exit(127);
  }
  std::string said;
  do said += next_notification() + "\n";
  while (said.find("READY=1") == std::string::npos);
  // STATUS=listening on 127.0.0.1:PORT
  const auto at = said.find("STATUS=listening on 127.0.0.1:");
  if (at == std::string::npos) throw std::runtime_error("no port in: " + said);
  port_ = std::stoi(said.substr(at + std::strlen("STATUS=listening on 127.0.0.1:")));
}

DaemonProcess::~DaemonProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    wait();
  }
  ::close(notify_fd_);
}

std::string DaemonProcess::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void DaemonProcess::signal(int number) const { ::kill(pid_, number); }

int DaemonProcess::wait() { return wait_for(std::exchange(pid_, -1)); }

std::string DaemonProcess::next_notification() {
  pollfd waiting{notify_fd_, POLLIN, 0};
  // The child may also end without a word; look every 50 ms, the kernel wakes us at once otherwise.
  for (int waited_ms = 0; waited_ms < kPatienceMs; waited_ms += 50) {
    if (::poll(&waiting, 1, 50) == 1) {
      char buffer[4096];
      const ssize_t n = ::recv(notify_fd_, buffer, sizeof buffer, 0);
      return std::string(buffer, static_cast<std::size_t>(n > 0 ? n : 0));
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("the daemon ended with " + std::to_string(decode_status(status)));
    }
  }
  throw std::runtime_error("the daemon said nothing for 30 s");
}

}  // namespace shiptally::e2e
