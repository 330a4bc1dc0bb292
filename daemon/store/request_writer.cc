#include "daemon/store/request_writer.h"

#include <utility>

#include "schema/hash.h"

namespace shiptally::store {
namespace {

std::string insert_sql(std::string_view verb) {
  std::string sql = std::string(verb) + " INTO request (" + kRequestColumns + ") VALUES (?";
  for (int i = 1; i < kRequestColumnCount; ++i) sql += ", ?";
  return sql + ")";
}

Finality finality(const Request& row) {
  if (row.retracted) return Finality::retracted;
  return row.final ? Finality::final : Finality::in_progress;
}

/// Whether `row` is current beside `stored`.  The hash is only taken where finality does not decide; the
/// sealed user only where all else is equal, because its seal differs from host to host.
bool beats(const Request& row, const Request& stored) {
  if (finality(row) != finality(stored)) return finality(row) > finality(stored);
  const RequestId ours = content_hash(row), theirs = content_hash(stored);
  return ours != theirs ? ours > theirs : row.user > stored.user;
}

}  // namespace

RequestWriter::RequestWriter(const SQLite::Database& database, Dictionary& dictionary)
    : dictionary_(dictionary),
      rollups_(database),
      names_(database),
      insert_(database, insert_sql("INSERT") + " ON CONFLICT DO NOTHING"),
      find_(database,
            std::string("SELECT ") + kRequestColumns + " FROM request WHERE ts_ms = ?1 AND id = ?2"),
      replace_(database, insert_sql("REPLACE")),
      keep_superseded_(database, std::string("INSERT INTO request_superseded SELECT ") + kRequestColumns +
                                     ", ?3 FROM request WHERE ts_ms = ?1 AND id = ?2 AND batch_id <> ?3"),
      mark_retracted_(database,
                      "UPDATE request SET flags = flags | 2, batch_id = ?3 WHERE ts_ms = ?1 AND id = ?2") {}

bool RequestWriter::write(const Request& row, std::int64_t batch) {
  const RowIds ids = ids_of(row, batch);
  RowBytes bytes;
  bind_request(insert_, row, ids, bytes);
  if (insert_.run() == 0) return restate(row, ids);
  rollups_.add(ids.series, row, 1);
  return true;
}

bool RequestWriter::restate(const Request& row, const RowIds& ids) {
  StoredRequest stored;
  const ResetOnExit reset(find_);
  if (!find(row.ts, row.id, stored)) return false;
  if (stored.series == 0) {
    // Taken back before it arrived: it gets its content and stays taken back, as it would in the other order.
    Request content = row;
    content.retracted = true;
    RowIds as_retracted = ids;
    as_retracted.batch = stored.batch;
    find_.reset();
    replace(content, as_retracted);
    return true;
  }
  if (!beats(row, stored.request)) return false;
  rollups_.add(stored.series, stored.request, -1);
  rollups_.add(ids.series, row, 1);
  find_.reset();
  keep_superseded(row.ts, row.id, ids.batch);
  replace(row, ids);
  return true;
}

bool RequestWriter::retract(Instant ts, RequestId id, std::int64_t batch) {
  StoredRequest stored;
  const ResetOnExit reset(find_);
  if (!find(ts, id, stored)) {
    Request tombstone;
    tombstone.ts = ts;
    tombstone.id = id;
    tombstone.retracted = true;
    replace(tombstone, {.batch = batch});
    return true;
  }
  if (stored.request.retracted) return false;
  rollups_.add(stored.series, stored.request, -1);
  find_.reset();
  keep_superseded(ts, id, batch);
  const Bytes16 bytes = to_bytes(id);
  mark_retracted_.integer(1, to_ms(ts));
  mark_retracted_.blob(2, {bytes.data(), bytes.size()});
  mark_retracted_.integer(3, batch);
  mark_retracted_.run();
  return true;
}

void RequestWriter::rollback() {
  rollups_.clear();
  names_.forget();
}

RowIds RequestWriter::ids_of(const Request& row, std::int64_t batch) {
  return {.batch = batch,
          .series = dictionary_.series_id(row.series),
          .price = dictionary_.label_id(row.price_id),
          .version = dictionary_.label_id(row.version),
          .tags = dictionary_.label_id(row.tags)};
}

bool RequestWriter::find(Instant ts, RequestId id, StoredRequest& out) {
  const Bytes16 bytes = to_bytes(id);
  find_.integer(1, to_ms(ts));
  find_.blob(2, {bytes.data(), bytes.size()});
  if (!find_.step()) return false;
  read_request(find_, names_, out);
  return true;
}

void RequestWriter::replace(const Request& row, const RowIds& ids) {
  RowBytes bytes;
  bind_request(replace_, row, ids, bytes);
  replace_.run();
}

// A version that came and went within one batch was never seen by anybody and is not kept.
void RequestWriter::keep_superseded(Instant ts, RequestId id, std::int64_t batch) {
  const Bytes16 bytes = to_bytes(id);
  keep_superseded_.integer(1, to_ms(ts));
  keep_superseded_.blob(2, {bytes.data(), bytes.size()});
  keep_superseded_.integer(3, batch);
  keep_superseded_.run();
}

}  // namespace shiptally::store
