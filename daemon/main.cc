#include <malloc.h>

#include "daemon/cli/cli.h"

namespace {

/// Bodies, batches and answers of some megabytes come and go all the time.  By default the allocator returns
/// each to the system and has it filled with zeros again, which costs a question a fifth of its time.
constexpr int kKeptBytes = 32 << 20;

/// By default every thread keeps freed memory of its own: a third more in all, and no faster.
constexpr int kArenas = 2;

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  mallopt(M_MMAP_THRESHOLD, kKeptBytes);
  mallopt(M_ARENA_MAX, kArenas);
  return shiptally::cli::run(argc, argv);
}
