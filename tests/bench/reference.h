#pragma once
// Reference loops: what the same machine does in the same run with none of our work, so that a figure is
// a ratio and says something on any machine.

#include <cstddef>
#include <filesystem>

namespace shiptally::bench {

/// Rows a second of a bare prepared INSERT: 22 integers, no key, WAL, synchronous=FULL, `rows_per_commit`
/// rows a transaction, into a new database in `directory`.
double bare_insert_rows_per_second(const std::filesystem::path& directory, std::size_t rows,
                                   std::size_t rows_per_commit);

}  // namespace shiptally::bench
