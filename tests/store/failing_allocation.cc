#include "tests/store/failing_allocation.h"

#include <cstdlib>
#include <new>

namespace {

thread_local long allocations_left = -1;

}  // namespace

// For the whole test program.
void* operator new(std::size_t size) {
  if (allocations_left >= 0 && allocations_left-- == 0) throw std::bad_alloc();
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace shiptally::store {

void let_allocations_succeed(long allocations) { allocations_left = allocations; }

}  // namespace shiptally::store
