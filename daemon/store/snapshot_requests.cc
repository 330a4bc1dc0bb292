#include <algorithm>

#include "daemon/store/open_snapshot.h"
#include "daemon/store/request_cursor.h"
#include "daemon/store/retention.h"
#include "daemon/store/rollup_columns.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kRowsPerLook = 1024;  // between two looks at the clock

Series views(const SeriesName& s) {
  return {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier, s.region};
}

/// The cells of one start, kept back until they can be shown in the order of their series.
class CellGroup {
 public:
  Cell& add(std::uint32_t place, std::int64_t series) {
    if (size_ == cells_.size()) cells_.emplace_back();
    order_.push_back({place, size_, series});
    return cells_[size_++];
  }
  void visit(Names& names, Instant start, const Snapshot::VisitCell& visit) {
    std::sort(order_.begin(), order_.end(), [](const Entry& a, const Entry& b) { return a.place < b.place; });
    for (const Entry& entry : order_) visit(views(names.series(entry.series)), start, cells_[entry.cell]);
    order_.clear();
    size_ = 0;
  }

 private:
  struct Entry {
    std::uint32_t place;
    std::size_t cell;
    std::int64_t series;
  };
  std::vector<Cell> cells_;  ///< reused from group to group
  std::vector<Entry> order_;
  std::size_t size_ = 0;
};

/// The last batch that had arrived by then; 0 when none had.
std::int64_t last_batch(const SQLite::Database& database, Instant as_of) {
  Statement select(database,
                   "SELECT id FROM batch WHERE recorded_ms <= ?1 ORDER BY recorded_ms DESC, id DESC LIMIT 1");
  select.integer(1, to_ms(as_of));
  return select.step() ? select.integer_at(0) : 0;
}

}  // namespace

Result<void> OpenSnapshot::cells(Level level, Window window, const Filter& filter, const VisitCell& visit) {
  return run<void>([&]() -> Result<void> {
    if (level == Level::raw) return Error{Code::internal, "cells: raw rows have no cells"};
    const std::vector<bool> allowed = names_.allowed(filter);
    const std::vector<std::uint32_t>& order = names_.order();
    Statement select(database_, "SELECT " + std::string(kCellColumns) + " FROM " +
                                    std::string(rollup_table(level)) +
                                    " WHERE start_ms >= ?1 AND start_ms < ?2 ORDER BY start_ms, series_id");
    select.integer(1, to_ms(window.from));
    select.integer(2, to_ms(window.to));
    CellGroup group;
    Instant start{};
    while (select.step()) {
      const std::int64_t series = select.integer_at(1);
      if (!allowed[static_cast<std::size_t>(series)]) continue;
      const Instant next = instant_from_ms(select.integer_at(0));
      if (next != start) group.visit(names_, start, visit);
      start = next;
      Cell& cell = group.add(order[static_cast<std::size_t>(series)], series);
      if (auto read = read_cell(select, cell); !read) return read;
    }
    group.visit(names_, start, visit);
    return {};
  });
}

Result<void> OpenSnapshot::requests(Window window, const Filter& filter, AsOf as_of,
                                    const VisitRequest& visit) {
  return run<void>([&]() -> Result<void> {
    if (const Instant kept_from = read_kept_from(database_.getHandle()); window.from < kept_from)
      return Error{Code::invalid, "from: requests before " + format_instant(kept_from) +
                                      " are kept as sums by the minute only (retention.requests)"};
    const std::vector<bool> allowed = names_.allowed(filter);
    RequestCursor cursor(database_.getHandle(), window, as_of ? last_batch(database_, *as_of) : kEveryBatch);
    StoredRequest stored;
    RowValues row;
    for (std::size_t n = 1; cursor.next(row); ++n) {
      if (n % kRowsPerLook == 0 && late()) return Error{Code::unavailable, "query deadline exceeded"};
      if (row.has(kRetracted) || !allowed[static_cast<std::size_t>(row[Field::series])]) continue;
      to_request(row, names_, stored);
      visit(stored.request);
    }
    return {};
  });
}

Result<Instant> OpenSnapshot::requests_kept_from() {
  return run<Instant>([&] { return read_kept_from(database_.getHandle()); });
}

}  // namespace shiptally::store
