#pragma once
// A cell as a row of rollup_minute, rollup_hour or rollup_day.

#include <string>

#include "daemon/store/statement.h"
#include "schema/rollup.h"

namespace shiptally::store {

/// Table of a level that has one: minute, hour or day.
std::string_view rollup_table(Level level);
Millis length(Level level);

/// INSERT that adds a cell to the one which is there.
std::string upsert_sql(Level level);

/// Encoded sketches that a bound cell points into.
struct CellBytes {
  std::string latency, ttft;
};
void bind_cell(Statement& statement, Instant start, std::int64_t series, const Cell& cell, CellBytes& bytes);

/// The columns that read_cell() reads: start_ms, series_id and the cell's own.
extern const std::string_view kCellColumns;
/// Code::internal when a sketch is damaged.
Result<void> read_cell(const Statement& statement, Cell& out);

}  // namespace shiptally::store
