#include "daemon/store/facts/restore_log.h"

#include <SQLiteCpp/Transaction.h>

#include "daemon/store/facts/delivery_log.h"
#include "daemon/store/facts/fact_tables.h"
#include "daemon/store/requests/row_values.h"

namespace shiptally::store {
namespace {

constexpr int kRecorded = 4, kHash = 5, kFirstOfFact = 6;
constexpr int kRevisionsPerChunk = 4096;

template <class Fact>
void restore(const SQLite::Database& database, const FactTable<Fact>& table, Kind kind, DeliveryLog& log) {
  Statement select(database, "SELECT " + std::string(table.key) +
                                 ", updated_ms, finality, recorded_ms, content_hash, " +
                                 std::string(table.columns) + " FROM " + std::string(table.table));
  for (int count = 1; select.step(); ++count) {
    const Instant recorded = instant_from_ms(select.integer_at(kRecorded));
    if (select.integer_at(3) == static_cast<int>(Finality::retracted)) {
      const FactId key{std::string(select.text_at(0)), std::string(select.text_at(1))};
      log.add({kind, key, {}, instant_from_ms(select.integer_at(2))}, recorded);
    } else {
      const Result<Fact> fact = table.read(select, kFirstOfFact);
      if (!fact) throw SQLite::Exception(fact.error().message, SQLITE_CORRUPT);
      const std::string_view hash = select.blob_at(kHash);
      if (hash.size() != sizeof(Bytes16))
        throw SQLite::Exception("a revision's hash is damaged", SQLITE_CORRUPT);
      log.add(*fact, to_request_id(hash.data()), recorded);
    }
    if (count % kRevisionsPerChunk == 0) log.flush();
  }
  log.flush();
}

}  // namespace

void restore_log(SQLite::Database& database) {
  if (database.execAndGet("SELECT EXISTS (SELECT 1 FROM delivery_log)").getInt() != 0) return;
  SQLite::Transaction transaction(database);
  DeliveryLog log(database);
  restore(database, kDeploymentTable, Kind::deployment, log);
  restore(database, kCommitTable, Kind::commit, log);
  restore(database, kChangeTable, Kind::change, log);
  restore(database, kReviewTable, Kind::review, log);
  restore(database, kIncidentTable, Kind::incident, log);
  transaction.commit();
}

}  // namespace shiptally::store
