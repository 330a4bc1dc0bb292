#include "daemon/store/open_snapshot.h"
#include "daemon/store/requests/request_cursor.h"
#include "daemon/store/requests/retention.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kRowsPerLook = 1024;  // between two looks at the clock

/// The last batch that had arrived by then; 0 when none had.
std::int64_t last_batch(const SQLite::Database& database, Instant as_of) {
  Statement select(database,
                   "SELECT id FROM batch WHERE recorded_ms <= ?1 ORDER BY recorded_ms DESC, id DESC LIMIT 1");
  select.integer(1, to_ms(as_of));
  return select.step() ? select.integer_at(0) : 0;
}

}  // namespace

Result<void> OpenSnapshot::requests(Window window, const Filter& filter, AsOf as_of,
                                    const VisitRequest& visit) {
  return run<void>([&]() -> Result<void> {
    const Instant kept_from = read_kept_from(database_.getHandle());
    if (kept_from != Instant() && window.from < kept_from)
      return Error{Code::invalid, "from: requests before " + format_instant(kept_from) +
                                      " are kept as sums by the minute only (retention.requests)"};
    AllowedSeries allowed(names_, filter);
    RequestCursor cursor(database_.getHandle(), window, as_of ? last_batch(database_, *as_of) : kEveryBatch);
    StoredRequest stored;
    RowValues row;
    for (std::size_t n = 1; cursor.next(row); ++n) {
      if (n % kRowsPerLook == 0)
        if (auto why = interruption_.why()) return std::move(*why);
      if (row.has(kRetracted) || !allowed(row[Field::series])) continue;
      to_request(row, names_, stored);
      visit(stored.request);
    }
    return {};
  });
}

Result<Instant> OpenSnapshot::requests_kept_from() {
  return run<Instant>([&] { return read_kept_from(database_.getHandle()); });
}

// From hour to hour backwards over the key: as many steps as hours, however full they are.
Result<ArrivalHours> OpenSnapshot::request_hours(AsOf as_of) {
  return run<ArrivalHours>([&] {
    Statement known(database_, "SELECT coalesce(max(id), 0) FROM batch WHERE recorded_ms <= ?1");
    known.integer(1, as_of ? to_ms(*as_of) : INT64_MAX);
    known.step();
    Statement before(database_,
                     "SELECT id >> 32 FROM request_chunk WHERE id < ?1 << 32 AND first_batch <= ?2"
                     " ORDER BY id DESC LIMIT 1");
    ArrivalHours hours;
    std::int64_t hour = INT32_MAX;
    for (std::size_t i = 0; i < ArrivalHours::kHours; ++i) {
      before.integer(1, hour);
      before.integer(2, known.integer_at(0));
      if (!before.step()) break;
      hour = before.integer_at(0);
      before.reset();
      hours.add(instant_from_ms(hour * kHourMs));
    }
    return hours;
  });
}

}  // namespace shiptally::store
