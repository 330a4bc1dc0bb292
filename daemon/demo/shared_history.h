#pragma once
// One main line for services that were told one after another and live in the same repository.

#include <vector>

#include "schema/facts.h"

namespace shiptally::demo {

/// Each service's commits come as branches, each with the merge behind it, after a root of its own.  Merges
/// of a repository become one line in the order of time, so that what one service deploys holds the other's,
/// too; parents still come before their children.
void share_history(std::vector<Commit>& commits);

}  // namespace shiptally::demo
