#include "tests/bench/child.h"

#include <fcntl.h>
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

std::string read_all(int fd) {
  std::string out;
  char part[4096];
  for (ssize_t got = 0; (got = ::read(fd, part, sizeof part)) > 0;)
    out.append(part, static_cast<std::size_t>(got));
  ::close(fd);
  return out;
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
  ended.out = read_all(out[0]);
  int status = 0;
  rusage usage{};
  if (::wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(words[0] + " " + words[1] + " failed: " + ended.out);
  ended.seconds = seconds_since(start);
  ended.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  ended.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  return ended;
}

}  // namespace shiptally::bench
