// A commit that runs out of memory anywhere leaves nothing behind, neither on the disk nor in what the writer
// keeps in memory: the next one brings what it would have brought alone.

#include "daemon/store/committer.h"
#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/migrations.h"
#include "tests/store/failing_allocation.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

class Database {
 public:
  Database() : committer_(migrated(dir_.path() / kDatabaseName), Options().series_max) {}

  /// True when it was committed.
  bool commit(const Job& job, long allocations) {
    let_allocations_succeed(allocations);
    try {
      committer_.commit({&job, 1}, minute(0));
      let_allocations_succeed(-1);
      return true;
    } catch (const std::exception&) {
      let_allocations_succeed(-1);
      return false;
    }
  }
  std::string text() const {
    SQLite::Database reader = open_reader(dir_.path() / kDatabaseName);
    std::string out;
    for (const char* query :
         {"SELECT group_concat(hex(id) || price_label || series_id || ifnull(version_label, 0), ',') FROM "
          "(SELECT * FROM request ORDER BY "
          "ts_ms, id)",
          "SELECT group_concat(start_ms || ' ' || series_id || ' ' || requests || ' ' || hex(latency), ',') "
          "FROM (SELECT * FROM rollup_minute ORDER BY start_ms, series_id)",
          "SELECT group_concat(start_ms || ' ' || series_id || ' ' || requests || ' ' || output_cost_pico, "
          "',') "
          "FROM (SELECT * FROM rollup_day ORDER BY start_ms, series_id)",
          "SELECT group_concat(id || text, ',') FROM (SELECT * FROM label ORDER BY id)",
          "SELECT group_concat(id || service, ',') FROM (SELECT * FROM series ORDER BY id)",
          "SELECT group_concat(id || ' ' || recorded_ms, ',') FROM (SELECT * FROM batch ORDER BY id)",
          "SELECT group_concat(hex(body), ',') FROM (SELECT * FROM delivery_log ORDER BY first)"})
      out += reader.execAndGet(query).getString() + "\n";
    return out;
  }

 private:
  static SQLite::Database migrated(const std::filesystem::path& file) {
    SQLite::Database database = open_writer(file);
    EXPECT_TRUE(migrate(database, embedded_migrations()).has_value());
    return database;
  }
  TempDir dir_;
  Committer committer_;
};

/// Names that were there before and names that are new, of rows in two hours.
Job job(long n, const std::string& name) {
  Job job;
  for (int i = 0; i < 4; ++i) {
    Request row = request(name + std::to_string(i), minute(n + 45 * i));
    if (i % 2 == 1) row.series.service = name;
    if (i == 3) row.version = name;
    job.batch.requests.rows.push_back(row);
  }
  job.batch.deployments = {deployment(name)};
  return job;
}

TEST(NoMemory, LeavesNothingOfACommitBehind) {
  Database tried, plain;
  long n = 0;
  bool enough = false;
  for (; !enough; ++n) {
    const std::string name = "a name too long to be stored within a string " + std::to_string(n);
    const Job once = job(n, name);
    enough = tried.commit(once, n);
    ASSERT_TRUE(enough || tried.commit(once, -1)) << "after allocation " << n << " failed";
    ASSERT_TRUE(plain.commit(once, -1));
    ASSERT_LT(n, 20'000);
  }
  EXPECT_GT(n, 20) << "allocations of a commit";
  EXPECT_EQ(tried.text(), plain.text());
}

}  // namespace
}  // namespace shiptally::store
