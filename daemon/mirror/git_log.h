#pragma once
// The commit graph of a local clone: with it, lead time needs no provider's API.  Reads only; blocks on
// the disk, so it runs on a thread that may.  The memory it takes does not grow with what it hands out,
// beyond libgit2's own 100 bytes or so a commit and, with paths, its cache of trees (some 150 MB).

#include <functional>
#include <string>
#include <vector>

#include "schema/facts.h"
#include "schema/result.h"

namespace shiptally::mirror {

struct GitLogOptions {
  std::string path;               ///< a bare repository, a working tree or its .git
  std::string repo;               ///< name for the commits; empty: from the URL of the remote "origin"
  std::vector<std::string> refs;  ///< "main", "v1.2", a sha; empty: every ref and HEAD
  /// Tips of an earlier reading: they and their ancestors are left out.  One that is gone is passed over.
  std::vector<std::string> known;
  bool paths = true;  ///< with the files that each commit touched
};

struct GitLogSummary {
  std::string repo;
  std::size_t commits = 0;
  std::vector<std::string> tips;  ///< where it began, sorted; `known` of the next reading
};

/// Takes up to kCommitsPerVisit commits; its error ends the reading and is returned.
using VisitCommits = std::function<Result<void>(std::vector<Commit> commits)>;
inline constexpr std::size_t kCommitsPerVisit = 1000;

/// Hands out every commit reachable from the refs once, parents included, in no promised order.
/// Code::not_found: no repository there; Code::invalid: a ref that does not exist, no name, a shallow
/// clone (its graph has holes); Code::internal: a damaged repository.
Result<GitLogSummary> read_git_log(const GitLogOptions& options, const VisitCommits& visit);

}  // namespace shiptally::mirror
