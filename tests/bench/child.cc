#include "tests/bench/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/bench/figures.h"

namespace shiptally::bench {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

constexpr int kLookMs = 20;

/// What the child prints until its end; meanwhile looks at its memory.  Not by wait4(): its figure holds what
/// this process had when the child was made, which after other benchmarks is more than the child ever has.
void follow(pid_t pid, int fd, Ended& ended) {
  pollfd printed{fd, POLLIN, 0};
  char part[4096];
  for (;;) {
    const int ready = ::poll(&printed, 1, kLookMs);
    if (const double peak = memory_mib(pid, "VmHWM:"); peak > 0) ended.peak_mib = peak;
    if (ready == 0) continue;
    const ssize_t got = ::read(fd, part, sizeof part);
    if (got <= 0) break;
    ended.out.append(part, static_cast<std::size_t>(got));
  }
  ::close(fd);
}

}  // namespace

Ended run_child(const std::vector<std::string>& words) {
  std::vector<std::string> copies = words;
  std::vector<char*> argv;
  for (std::string& word : copies) argv.push_back(word.data());
  argv.push_back(nullptr);
  int out[2];
  if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  const auto start = Clock::now();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(out[1]);
  Ended ended;
  follow(pid, out[0], ended);
  int status = 0;
  rusage usage{};
  if (::wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(words[0] + " " + words[1] + " failed: " + ended.out);
  ended.seconds = seconds_since(start);
  ended.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  return ended;
}

}  // namespace shiptally::bench
