#pragma once

namespace shiptally::store {

/// Lets `allocations` of this thread's calls of operator new succeed and the next one fail; negative: none
/// fails.
void let_allocations_succeed(long allocations);

}  // namespace shiptally::store
