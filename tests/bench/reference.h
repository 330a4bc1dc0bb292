#pragma once
// Reference loops: what the same machine does in the same run with none of our work, so that a figure is
// a ratio and says something on any machine.

#include <cstddef>
#include <filesystem>

#include "tests/bench/figures.h"

namespace shiptally::bench {

/// A bare prepared INSERT: 22 integers, no key, WAL, synchronous=FULL, `rows_per_commit` rows a
/// transaction, into a new database in `directory`.
Rate bare_insert(const std::filesystem::path& directory, std::size_t rows, std::size_t rows_per_commit);

}  // namespace shiptally::bench
