#pragma once
// The reading of a repository by libgit2 itself, which a damaged one can make abort or hang.  It runs in the
// child process of git_log.h only.

#include <functional>
#include <string_view>

#include "daemon/mirror/git_log.h"

namespace shiptally::mirror {

struct GitVisitor {
  std::function<void(const Commit&)> commit;
  /// Told before libgit2 is asked for something, so that what it was asked for last is known afterwards:
  /// "HEAD", "commit 1f2e…".
  std::function<void(std::string_view)> before;
};

/// What read_git_log() promises, as long as libgit2 comes back.
Result<GitLogSummary> walk_git(const GitLogOptions& options, const GitVisitor& visitor);

}  // namespace shiptally::mirror
