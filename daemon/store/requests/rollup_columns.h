#pragma once
// A cell as a row of rollup_minute, rollup_5m, rollup_hour or rollup_day.

#include <string>

#include "daemon/store/sqlite/statement.h"
#include "schema/rollup.h"

namespace shiptally::store {

/// Table of a level that has one: all but raw.
std::string_view rollup_table(Level level);
Millis length(Level level);

/// REPLACE of a whole cell, for bind_cell().
std::string replace_sql(Level level);
/// SELECT of the cell of start ?1 and series ?2, for read_cell().
std::string find_sql(Level level);

/// Encoded sketches that a bound cell points into.
struct CellBytes {
  std::string latency, ttft;
};
void bind_cell(Statement& statement, Instant start, std::int64_t series, const Cell& cell, CellBytes& bytes);

/// SELECT of the cells that start in [?1, ?2), ascending: start_ms, series_id and the columns of `parts`.
std::string select_sql(Level level, CellParts parts);
/// Reads a row of it, but for the series.
void read_cell(const Statement& statement, CellParts parts, StoredCell& out);

}  // namespace shiptally::store
