#include "daemon/mirror/git_log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <utility>

#include "daemon/mirror/git_frames.h"
#include "daemon/mirror/git_walk.h"

namespace shiptally::mirror {
namespace {

constexpr int kPipeFd = 3;  // of the child, behind its standard streams
constexpr std::size_t kWriteBytes = 64U << 10;
constexpr rlim_t kMemoryBytesMax = rlim_t{4} << 30;  // of address space: packs and their indices are mapped
constexpr rlim_t kCpuSecondsMax = 4 * 3600;
constexpr rlim_t kFilesMax = 1024;

Error system_error(const char* what) {
  return {Code::internal, std::string(what) + ": " + std::strerror(errno)};
}

void limit(__rlimit_resource resource, rlim_t max) {
  const rlimit both{max, max};
  (void)::setrlimit(resource, &both);
}

/// No file of ours but the pipe, no word of libgit2's on our terminal, no core, no end later than ours.
void confine(int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  for (const int number : {SIGINT, SIGTERM, SIGABRT, SIGSEGV, SIGPIPE, SIGXCPU}) ::signal(number, SIG_DFL);
  const int nothing = ::open("/dev/null", O_RDWR);
  // The pipe first: it may be one of the numbers that are taken next.
  const int kept = ::fcntl(pipe, F_DUPFD, kPipeFd + 1);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, fd);
  ::dup2(kept, kPipeFd);
  ::close_range(kPipeFd + 1, ~0U, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, kFilesMax);
  limit(RLIMIT_CPU, kCpuSecondsMax);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they map terabytes
  limit(RLIMIT_AS, kMemoryBytesMax);
#endif
}

/// The child's end of the pipe.  When nobody reads any more SIGPIPE ends the child.
class FrameWriter {
 public:
  void add(const GitFrame& frame) {
    using std::chrono::steady_clock;
    append_frame(pending_, frame);
    // A slow walk writes each second, so that its slowness is not taken for silence.
    if (pending_.size() < kWriteBytes && steady_clock::now() - written_ < std::chrono::seconds(1)) return;
    flush();
  }
  void flush() {
    for (std::string_view left = pending_; !left.empty();) {
      const ssize_t wrote = ::write(kPipeFd, left.data(), left.size());
      if (wrote < 0 && errno != EINTR) ::_exit(1);
      left.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(wrote, 0)));
    }
    pending_.clear();
    written_ = std::chrono::steady_clock::now();
  }

 private:
  std::string pending_;
  std::chrono::steady_clock::time_point written_ = std::chrono::steady_clock::now();
};

}  // namespace

/// A page that both processes see: where the child is, though it may never say so.
struct GitLog::Shared {
  char at[256];

  void note(std::string_view what) {
    const std::size_t size = std::min(what.size(), sizeof at - 1);
    std::memcpy(at, what.data(), size);
    at[size] = '\0';
  }
  /// Read when the child has ended, and not trusted: it may have written anything.
  std::string text() const {
    std::string out(at, ::strnlen(at, sizeof at));
    for (char& c : out)
      if (c < ' ' || c > '~') c = '?';
    return out;
  }
};

Result<GitLog> GitLog::start(const GitLogOptions& options) {
  void* page = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return system_error("cannot map memory");
  auto* shared = static_cast<Shared*>(page);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    const Error error = system_error("cannot open a pipe");
    ::munmap(page, sizeof(Shared));
    return error;
  }
  const pid_t child = ::fork();
  if (child == 0) run_child(options, *shared, ends[1]);
  const Error unborn = system_error("cannot start a process");
  ::close(ends[1]);
  GitLog log(options, shared, std::max(child, 0), ends[0]);
  if (child < 0) return unborn;
  return log;
}

void GitLog::run_child(const GitLogOptions& options, Shared& shared, int pipe) {
  confine(pipe);
  FrameWriter writer;
  try {
    const auto summary = walk_git(options, {[&](const Commit& commit) { writer.add(commit); },
                                            [&](std::string_view what) { shared.note(what); }});
    if (summary.has_error())
      writer.add(GitFailure(summary.error()));
    else
      writer.add(*summary);
  } catch (const std::exception& exception) {
    writer.add(GitFailure({Code::internal, std::string(exception.what()) + " near " + shared.text()}));
  }
  writer.flush();
  ::_exit(0);
}

GitLog::GitLog(GitLog&& other) noexcept
    : path_(std::move(other.path_)),
      silence_max_(other.silence_max_),
      shared_(std::exchange(other.shared_, nullptr)),
      child_(std::exchange(other.child_, 0)),
      pipe_(std::exchange(other.pipe_, -1)) {}

GitLog::~GitLog() {
  if (pipe_ >= 0) ::close(pipe_);
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (shared_ != nullptr) ::munmap(shared_, sizeof(Shared));
}

Error GitLog::damaged(const std::string& how) const {
  return {Code::internal, path_ + ": " + how + "; the repository is damaged (git fsck tells where)"};
}

/// Of a failure that names what was read and not where.
Error GitLog::with_path(const Error& error) const {
  return error.code == Code::internal ? damaged(error.message) : error;
}

/// Appends what the child has written since; false when it has closed its end.
Result<bool> GitLog::fill(std::string& bytes) {
  pollfd wanted{pipe_, POLLIN, 0};
  const auto patience = std::min<std::int64_t>(silence_max_.count(), INT32_MAX);
  const int ready = ::poll(&wanted, 1, static_cast<int>(patience));
  if (ready == 0)
    return damaged("nothing was read for " + std::to_string(silence_max_.count() / 1000) + " s, near " +
                   shared_->text());
  char part[kWriteBytes];
  const ssize_t got = ready < 0 ? -1 : ::read(pipe_, part, sizeof part);
  if (got < 0 && errno == EINTR) return Error{Code::unavailable, path_ + ": interrupted"};
  if (got < 0) return system_error("cannot read from the process that reads the repository");
  bytes.append(part, static_cast<std::size_t>(got));
  return got > 0;
}

Error GitLog::ended_early() {
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = 0;
  if (!WIFSIGNALED(status)) return damaged("reading stopped near " + shared_->text());
  return damaged("libgit2 ended with " + std::string(::strsignal(WTERMSIG(status))) + " near " +
                 shared_->text());
}

Result<GitLogSummary> GitLog::read(const VisitCommits& visit) {
  std::string bytes;
  std::vector<Commit> batch;
  for (;;) {
    const auto more = fill(bytes);
    if (more.has_error()) return more.error();
    if (!*more) return ended_early();
    std::string_view rest = bytes;
    for (;;) {
      auto frame = take_frame(rest);
      if (frame.has_error()) return frame.error();
      if (!*frame) break;
      if (const auto* failure = std::get_if<GitFailure>(&**frame)) return with_path(failure->error);
      const auto* summary = std::get_if<GitLogSummary>(&**frame);
      if (auto* commit = std::get_if<Commit>(&**frame)) batch.push_back(std::move(*commit));
      if (!batch.empty() && (summary != nullptr || batch.size() == kCommitsPerVisit))
        if (const auto taken = visit(std::exchange(batch, {})); taken.has_error()) return taken.error();
      if (summary != nullptr) return *summary;
    }
    bytes.erase(0, bytes.size() - rest.size());
  }
}

Result<GitLogSummary> read_git_log(const GitLogOptions& options, const VisitCommits& visit) {
  auto log = GitLog::start(options);
  if (log.has_error()) return log.error();
  return log->read(visit);
}

}  // namespace shiptally::mirror
