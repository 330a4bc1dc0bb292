#include "daemon/store/open_snapshot.h"
#include "daemon/store/requests/rollup_columns.h"

namespace shiptally::store {

Result<void> OpenSnapshot::cells(Level level, Window window, const Filter& filter, CellParts parts,
                                 const VisitCell& visit) {
  return run<void>([&]() -> Result<void> {
    if (level == Level::raw) return Error{Code::internal, "cells: raw rows have no cells"};
    AllowedSeries allowed(names_, filter);
    Statement select(database_, select_sql(level, parts));
    select.integer(1, to_ms(window.from));
    select.integer(2, to_ms(window.to));
    StoredCell cell;
    while (select.step()) {
      cell.series = static_cast<std::uint32_t>(select.integer_at(1));
      if (!allowed(cell.series)) continue;
      cell.name = &names_.series(cell.series);
      read_cell(select, parts, cell);
      visit(cell);
    }
    return {};
  });
}

}  // namespace shiptally::store
