#include "daemon/store/committer.h"

#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/errors.h"
#include "daemon/store/sqlite/migrations.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

std::vector<Job> job_of(std::vector<Request> rows) {
  std::vector<Job> jobs(1);
  jobs[0].batch = batch_of(std::move(rows));
  return jobs;
}

std::vector<Request> many_requests() {
  std::vector<Request> rows;
  for (int i = 0; i < 2000; ++i) rows.push_back(request(std::to_string(i), minute(i)));
  return rows;
}

TEST(Committer, AFullDiskKeepsNothingAndIsNoEnd) {
  const TempDir dir;
  SQLite::Database database = open_writer(dir.path() / kDatabaseName);
  ASSERT_TRUE(migrate(database, embedded_migrations()).has_value());
  const std::string pages = database.execAndGet("PRAGMA page_count").getString();
  database.execAndGet("PRAGMA max_page_count = " + pages);  // as if the disk ended here
  Committer committer(std::move(database), Options().series_max);
  try {
    committer.commit(job_of(many_requests()), minute(0));
    FAIL() << "2000 rows fit into no page";
  } catch (const SQLite::Exception& failure) {
    EXPECT_TRUE(is_storage_trouble(failure));
    EXPECT_EQ(to_error(failure).code, Code::unavailable);
  }
  const auto receipts = committer.commit(job_of({request("fits", minute(0))}), minute(0));
  EXPECT_EQ(receipts.at(0).accepted, 1U);
  SQLite::Database reader = open_reader(dir.path() / kDatabaseName);
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM request").getInt(), 1);
  EXPECT_EQ(reader.execAndGet("SELECT sum(requests) FROM rollup_day").getInt(), 1);
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM batch").getInt(), 1);
}

}  // namespace
}  // namespace shiptally::store
