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

/// The same loop with a random id of 16 bytes that an index keeps unique, 10,000 rows a transaction: the rate
/// of `rows` more rows in a table that has `there` already.
Rate unique_insert(const std::filesystem::path& directory, std::size_t there, std::size_t rows);

}  // namespace shiptally::bench
