#pragma once
// Which files a commit touched.

#include <git2.h>

#include <optional>
#include <string>
#include <vector>

#include "schema/base/result.h"

namespace shiptally::mirror {

/// Against its first parent, a renamed file under both its names; a root touched all its files.  What is not
/// UTF-8 in a name becomes U+FFFD.  None, which means unknown: of a merge, of more than kCommitPathsMax
/// files or a million entries of trees, and where trees are missing (a partial clone).
/// Code::internal, with the object, for a tree that is there and cannot be read.
Result<std::optional<std::vector<std::string>>> commit_paths(git_repository* repository,
                                                             const git_commit* commit);

}  // namespace shiptally::mirror
