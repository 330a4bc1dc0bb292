#include "daemon/store/sqlite/migrations.h"

#include <gmock/gmock.h>

#include "daemon/store/sqlite/database.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

const Migration kOne[] = {{1, "0001_first", "CREATE TABLE first (x INTEGER) STRICT;"}};
const Migration kTwo[] = {kOne[0],
                          {2, "0002_second", "CREATE TABLE second (x INTEGER) STRICT; DELETE FROM first;"}};
const Migration kBroken[] = {
    kOne[0], {2, "0002_second", "DROP TABLE first; CREATE TABLE second (x NONSENSE) STRICT;"}};

class MigrationsTest : public testing::Test {
 protected:
  std::filesystem::path file() const { return dir_.path() / kDatabaseName; }
  std::filesystem::path backup() const { return file().string() + ".before-0002"; }
  int version() const { return open_reader(file()).execAndGet("PRAGMA user_version").getInt(); }
  TempDir dir_;
};

TEST_F(MigrationsTest, TheEmbeddedOnesAscendWithoutGaps) {
  int expected = 0;
  for (const Migration& migration : embedded_migrations())
    EXPECT_EQ(migration.version, ++expected) << migration.name;
  EXPECT_GE(expected, 3);
}

TEST_F(MigrationsTest, ANewFileIsMadeWithoutABackup) {
  SQLite::Database database = open_writer(file());
  ASSERT_TRUE(migrate(database, kTwo).has_value());
  EXPECT_EQ(version(), 2);
  EXPECT_FALSE(std::filesystem::exists(backup()));
  EXPECT_TRUE(migrate(database, kTwo).has_value());  // nothing left to do
}

TEST_F(MigrationsTest, AnExistingFileIsCopiedFirst) {
  SQLite::Database database = open_writer(file());
  ASSERT_TRUE(migrate(database, kOne).has_value());
  database.exec("INSERT INTO first VALUES (42)");
  ASSERT_TRUE(migrate(database, kTwo).has_value());
  EXPECT_EQ(version(), 2);
  EXPECT_EQ(database.execAndGet("SELECT count(*) FROM first").getInt(), 0);
  EXPECT_EQ(SQLite::Database(backup().string()).execAndGet("SELECT x FROM first").getInt(), 42);
}

TEST_F(MigrationsTest, AFailureLeavesWhatWas) {
  SQLite::Database database = open_writer(file());
  ASSERT_TRUE(migrate(database, kOne).has_value());
  database.exec("INSERT INTO first VALUES (42)");
  EXPECT_THAT(migrate(database, kBroken).error().message, testing::HasSubstr("NONSENSE"));
  EXPECT_EQ(version(), 1);
  EXPECT_EQ(database.execAndGet("SELECT x FROM first").getInt(), 42);
  EXPECT_TRUE(migrate(database, kTwo).has_value());  // over the copy that the failed attempt left
}

TEST_F(MigrationsTest, ANewerFileIsRefused) {
  {
    SQLite::Database database = open_writer(file());
    ASSERT_TRUE(migrate(database, kTwo).has_value());
    EXPECT_EQ(migrate(database, kOne).error().code, Code::unsupported);
    database.exec("PRAGMA user_version = 9999");
  }
  Options options{.directory = dir_.path(), .now = [] { return minute(0); }, .on_commit = {}};
  EXPECT_EQ(Store::open(std::move(options)).error().code, Code::unsupported);
}

}  // namespace
}  // namespace shiptally::store
