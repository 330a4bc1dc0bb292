#pragma once

#include "daemon/store/job.h"

namespace shiptally::store {

/// What no commit may do, so that sums cannot overflow and a row can be found again.  The collectors are
/// stricter and name the row; this is the last wall.  Code::invalid, naming the field.
Result<void> check(const Job& job);

}  // namespace shiptally::store
