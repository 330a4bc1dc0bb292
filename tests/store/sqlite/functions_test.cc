#include "daemon/store/sqlite/functions.h"

#include "daemon/store/sqlite/money_column.h"
#include "schema/base/sketch.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

struct Case {
  const char *a, *b, *sum;
};

const Case kSums[] = {
    {"0", "0", "0"},
    {"1", "-2", "-1"},
    {"9223372036854775807", "1", "'9223372036854775808'"},
    {"'9223372036854775808'", "-1", "9223372036854775807"},
    {"-9223372036854775808", "-1", "'-9223372036854775809'"},
    {"'170141183460469231731687303715884105726'", "1", "'170141183460469231731687303715884105727'"},
};

TEST(Functions, MoneyAddsBeyond64Bits) {
  SQLite::Database database(":memory:");
  register_functions(database);
  for (const Case& c : kSums) {
    EXPECT_EQ(database
                  .execAndGet("SELECT quote(money_sum(x)) FROM (SELECT " + std::string(c.a) +
                              " AS x UNION ALL SELECT " + c.b + " UNION ALL SELECT NULL)")
                  .getString(),
              c.sum);
  }
  EXPECT_EQ(database.execAndGet("SELECT quote(money_sum(x)) FROM (SELECT NULL AS x)").getString(), "NULL");
}

// 1.5 USD as decimal text is no count of picodollars: each sum refuses what is the other's.
TEST(Functions, AmountsOfBillsAreAddedAsTheDecimalsTheyAre) {
  SQLite::Database database(":memory:");
  register_functions(database);
  const auto sum = [&](const std::string& function, const std::string& rows) {
    return database.execAndGet("SELECT quote(" + function + "(x)) FROM (" + rows + ")").getString();
  };
  EXPECT_EQ(sum("amount_sum", "SELECT '1.5' AS x UNION ALL SELECT '-0.000000000001' UNION ALL SELECT NULL"),
            "'1.499999999999'");
  EXPECT_EQ(sum("amount_sum", "SELECT '9223372036854775808' AS x UNION ALL SELECT '12'"),
            "'9223372036854775820'");
  EXPECT_EQ(sum("amount_sum", "SELECT NULL AS x"), "NULL");
  for (const char* text : {"'1.5'", "'12'", "'-3'", "''", "'x'", "2.5"})
    EXPECT_THROW(sum("money_sum", std::string("SELECT ") + text + " AS x"), SQLite::Exception) << text;
  for (const char* bad : {"12", "'1,5'", "2.5"})
    EXPECT_THROW(sum("amount_sum", std::string("SELECT ") + bad + " AS x"), SQLite::Exception) << bad;
}

TEST(Functions, ASumThatDoesNotFitIsAnErrorAndNoNumber) {
  SQLite::Database database(":memory:");
  register_functions(database);
  const auto sum = [&](const std::string& function, const std::string& a, const std::string& b) {
    return database
        .execAndGet("SELECT quote(" + function + "(x)) FROM (SELECT " + a + " AS x UNION ALL SELECT " + b +
                    ")")
        .getString();
  };
  const std::string largest = "'170141183460469231731687303715884105727'";
  EXPECT_THROW(sum("money_sum", largest, "1"), SQLite::Exception);
  EXPECT_THROW(sum("money_sum", "'-170141183460469231731687303715884105727'", "-2"), SQLite::Exception);
  EXPECT_EQ(sum("money_sum", largest, "-1"), "'170141183460469231731687303715884105726'");
  EXPECT_THROW(sum("money_sum", "'170141183460469231731687303715884105728'", "1"), SQLite::Exception)
      << "is beyond 128 bits by itself";
  std::string many = "SELECT '999999999999999999999999' AS x";
  for (int i = 0; i < 180; ++i) many += " UNION ALL SELECT '999999999999999999999999'";
  EXPECT_THROW(database.execAndGet("SELECT amount_sum(x) FROM (" + many + ")"), SQLite::Exception);
}

TEST(Functions, MoneyColumnsKeepEveryAmount) {
  SQLite::Database database(":memory:", SQLite::OPEN_READWRITE);
  database.exec("CREATE TABLE t (x ANY) STRICT");
  for (const char* text : {"0", "-0.000000000001", "9223372.036854775807", "9223372.036854775808",
                           "-9223372.036854775809", "999999999999999999999999.999999999999"}) {
    const Money amount = Money::parse(text).value();
    Statement insert(database, "INSERT INTO t VALUES (?1)"),
        select(database, "SELECT x FROM t ORDER BY rowid DESC");
    bind_money(insert, 1, amount);
    insert.run();
    ASSERT_TRUE(select.step());
    EXPECT_EQ(money_at(select, 0), amount) << text;
  }
}

TEST(Functions, DamagedSketchesFailTheStatement) {
  SQLite::Database database(":memory:");
  register_functions(database);
  EXPECT_THROW(database.execAndGet("SELECT sketch_sum(x'01')"), SQLite::Exception);
  EXPECT_THROW(database.execAndGet("SELECT sketch_quantile(x'01', 0.5)"), SQLite::Exception);
  EXPECT_THROW(database.execAndGet("SELECT sketch_quantile(x'', 1.5)"), SQLite::Exception);
}

TEST_F(StoreTest, QuantilesOfRollupsInSql) {
  std::vector<Request> rows;
  for (int i = 1; i <= 100; ++i) {
    rows.push_back(request("a", minute(i)));
    rows.back().latency_us = i * 1000;
  }
  put(std::move(rows));
  const double p99 = std::stod(sql("SELECT sketch_quantile(sketch_sum(latency), 0.99) FROM rollup_minute"));
  EXPECT_NEAR(p99, 99'000, 990);
  EXPECT_EQ(sql("SELECT sketch_quantile(sketch_sum(latency), 0.99) IS NULL FROM rollup_minute WHERE 0"), "1");
}

TEST_F(StoreTest, RollupsHoldMoreMoneyThan64Bits) {
  for (const char* name : {"a", "b", "c"}) {
    Request row = request(name, minute(1));
    row.cost = CostParts{Money::from_dollars(9'000'000), Money::from_dollars(12'000'000)};
    put({row});
  }
  EXPECT_EQ(sql("SELECT input_cost_pico FROM rollup_day"), "27000000000000000000");
  const auto reader = this->reader();
  Money sum;
  EXPECT_TRUE(reader->begin(std::chrono::seconds(60))
                  .value()
                  ->cells(Level::day, {minute(-2000), minute(2000)}, {}, {.money = true},
                          [&](const StoredCell& c) { sum += total(c.sums.cost); }));
  EXPECT_EQ(sum.str(), "63000000");
  EXPECT_EQ(sql("SELECT money_sum(cache_read_cost_pico) FROM request"), "36000000000000000000");
}

}  // namespace
}  // namespace shiptally::store
