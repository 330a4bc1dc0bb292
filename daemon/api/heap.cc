#include "daemon/api/heap.h"

#include <malloc.h>

#include <cstddef>

namespace shiptally::api {
namespace {

constexpr std::size_t kFreeBytesKept = 32U << 20;  ///< for what comes next

}  // namespace

void trim_heap() {
  if (mallinfo2().fordblks > kFreeBytesKept) malloc_trim(0);
}

}  // namespace shiptally::api
