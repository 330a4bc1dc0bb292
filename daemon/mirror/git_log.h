#pragma once
// The commit graph of a local clone: with it, lead time needs no provider's API.  Reads only; blocks on
// the disk, so it runs on a thread that may.
//
// libgit2 aborts on some damaged repositories and never comes back from others, so it reads in a child
// process with limits of memory and time, none of our files, and a pipe.

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "schema/base/result.h"
#include "schema/facts.h"

namespace shiptally::mirror {

struct GitLogOptions {
  std::string path;                    ///< a bare repository, a working tree or its .git
  std::string repo = {};               ///< name for the commits; empty: from the URL of the remote "origin"
  std::vector<std::string> refs = {};  ///< "main", "v1.2", a sha; empty: every ref and HEAD
  /// Tips of an earlier reading: they and their ancestors are left out.  One that is gone is passed over.
  std::vector<std::string> known = {};
  bool paths = true;  ///< with the files that each commit touched
  /// The longest time without a commit: the repository is then taken for damaged.  Those that `known` leaves
  /// out are all read first.
  Millis silence_max = std::chrono::minutes(5);
};

struct GitLogSummary {
  std::string repo;
  std::size_t commits = 0;
  std::vector<std::string> tips;  ///< where it began, sorted; `known` of the next reading
};

/// Takes up to kCommitsPerVisit commits; its error ends the reading and is returned.
using VisitCommits = std::function<Result<void>(std::vector<Commit> commits)>;
inline constexpr std::size_t kCommitsPerVisit = 1000;

/// A reading that goes on in a child process of its own.  Not thread-safe.
class GitLog {
 public:
  /// Begins it.  The child is a copy of this process, so this comes before there are threads.
  static Result<GitLog> start(const GitLogOptions& options);
  ~GitLog();  ///< ends the child, wherever it is
  GitLog(GitLog&& other) noexcept;
  GitLog& operator=(GitLog&&) = delete;

  /// Hands out every commit reachable from the refs once, parents included, in no promised order.  Once.
  /// Code::not_found: no repository there; Code::invalid: a ref that does not exist, no name, a shallow
  /// clone (its graph has holes); Code::internal: a damaged repository, with what was read last.
  Result<GitLogSummary> read(const VisitCommits& visit);

 private:
  struct Shared;
  GitLog(const GitLogOptions& options, Shared* shared, pid_t child, int pipe)
      : path_(options.path), silence_max_(options.silence_max), shared_(shared), child_(child), pipe_(pipe) {}
  [[noreturn]] static void run_child(const GitLogOptions& options, Shared& shared, int pipe);
  Result<bool> fill(std::string& bytes);
  Error ended_early();
  Error damaged(const std::string& how) const;
  Error with_path(const Error& error) const;

  std::string path_;
  Millis silence_max_;
  Shared* shared_;
  pid_t child_;  ///< 0: it has been waited for
  int pipe_;
};

/// Both in one.
Result<GitLogSummary> read_git_log(const GitLogOptions& options, const VisitCommits& visit);

}  // namespace shiptally::mirror
