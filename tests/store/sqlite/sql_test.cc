// Questions in SQL, and the table `request` that they may ask.

#include "daemon/store/sqlite/sql.h"

#include <gmock/gmock.h>

#include "daemon/store/sqlite/database.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

using testing::HasSubstr;

class SqlTest : public StoreTest {
 protected:
  /// Cells joined by "|", rows by a space.
  std::string answer(const std::string& statement) {
    std::string out;
    const auto done = run_sql(dir_.path(), statement, [&](std::span<const SqlValue> values) {
      for (const SqlValue& value : values) out += value.text.value_or("NULL") + "|";
      out += ' ';
    });
    return done.has_error() ? "error: " + done.error().message : out;
  }
  std::string count_where(const std::string& condition) {
    return sql("SELECT count(*) FROM request WHERE " + condition);
  }
};

TEST_F(SqlTest, AnswersWithNamesAndValues) {
  put({request("a", minute(1))});
  EXPECT_EQ(answer("SELECT 1 AS one, -2.5, NULL, 'a,b', x'00FF'"),
            "one|-2.5|NULL|'a,b'|x'00FF'| 1|-2.5|NULL|a,b|00ff| ");
  EXPECT_EQ(answer("SELECT model FROM requests"), "model| claude-sonnet-4-5| ");
}

TEST_F(SqlTest, ReadsOnly) {
  put({request("a", minute(1))});
  EXPECT_THAT(answer("DELETE FROM batch"), HasSubstr("error"));
  EXPECT_THAT(answer("DROP TABLE batch"), HasSubstr("error"));
  EXPECT_THAT(answer("SELEC"), HasSubstr("syntax error"));
  EXPECT_EQ(sql("SELECT count(*) FROM batch"), "1");
}

TEST_F(SqlTest, BoundsOfTimeAreWhatTheyAreElsewhere) {
  const std::int64_t start = to_ms(minute(0));
  for (int i = 0; i < 300; ++i) put({request("a", minute(i))});
  const std::string at = std::to_string(to_ms(minute(100)));
  EXPECT_EQ(count_where("ts_ms < " + at), "100");
  EXPECT_EQ(count_where("ts_ms <= " + at), "101");
  EXPECT_EQ(count_where("ts_ms > " + at), "199");
  EXPECT_EQ(count_where("ts_ms >= " + at), "200");
  EXPECT_EQ(count_where("ts_ms = " + at), "1");
  EXPECT_EQ(count_where("ts_ms BETWEEN " + std::to_string(start) + " AND " + at), "101");
  EXPECT_EQ(count_where("ts_ms > " + at + ".5"), "199");
  EXPECT_EQ(count_where("ts_ms > -1e30 AND ts_ms < 1e30"), "300");
  EXPECT_EQ(count_where("ts_ms > 'text'"), "0");
  EXPECT_EQ(count_where("ts_ms < 'text'"), "300");
  EXPECT_EQ(count_where("ts_ms > NULL"), "0");
  EXPECT_EQ(sql("SELECT min(ts_ms) FROM (SELECT ts_ms FROM request ORDER BY ts_ms DESC LIMIT 3)"),
            std::to_string(to_ms(minute(297))));
}

TEST_F(SqlTest, RequestsJoinWithThemselves) {
  for (int i = 0; i < 20; ++i) put({request("a", minute(i))});
  EXPECT_EQ(sql("SELECT count(*) FROM request AS a JOIN request AS b ON a.ts_ms = b.ts_ms"), "20");
}

TEST_F(SqlTest, DamageIsAnError) {
  put({request("a", minute(1))});
  close();
  SQLite::Database database((dir_.path() / kDatabaseName).string(), SQLite::OPEN_READWRITE);
  database.exec("UPDATE request_chunk SET body = zeroblob(length(body))");
  EXPECT_THAT(answer("SELECT count(*) FROM request"), HasSubstr("is damaged"));
}

}  // namespace
}  // namespace shiptally::store
