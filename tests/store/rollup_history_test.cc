// After any history of new, restated and retracted requests, each rollup is the sum of the rows below it.
// The rows are read with plain SQL and added up here, in 128 bits.

#include <SQLiteCpp/Statement.h>

#include <array>
#include <map>
#include <random>

#include "daemon/store/sqlite/database.h"
#include "schema/base/sketch.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr int kOperations = 5000;

struct Sum {
  std::array<std::int64_t, 14> counts{};  // requests, errors of five classes, unpriced, seven kinds of tokens
  std::array<Int128, kTokenClasses> amounts{};
  Sketch latency, ttft;
  friend bool operator==(const Sum&, const Sum&) = default;
};
using Sums = std::map<std::pair<std::int64_t, std::int64_t>, Sum>;  // by start and series

constexpr const char* kTokenColumns =
    " input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens,"
    " reasoning_tokens, web_searches, input_cost_pico, cache_read_cost_pico, cache_write_5m_cost_pico,"
    " cache_write_1h_cost_pico, output_cost_pico, other_cost_pico";
constexpr int kKeyColumns = 2;

Int128 amount(const SQLite::Column& column) {
  const std::string digits = column.getString();
  Int128 value = 0;
  for (const char c : digits)
    if (c != '-') value = value * 10 + (c - '0');
  return digits.starts_with('-') ? -value : value;
}

class RollupHistory : public StoreTest {
 protected:
  /// A request out of 1,500 over some three days, in one of a few series, with money of any size.
  Request random_request() {
    const std::int64_t n = random(1500);
    Request row = request(std::to_string(n), minute(0) + Millis(n * 171'717));
    row.series.model = n % 2 == 0 ? "claude-sonnet-4-5" : "claude-haiku-4-5";
    row.series.route = random(4) == 0 ? "/other" : "/chat";  // a restated row may move to another series
    row.final = random(3) != 0;
    row.status = random(5) == 0 ? 0 : 200;
    row.error = static_cast<ErrorClass>(random(kErrorClasses));
    row.latency_us = random(4) == 0 ? 0 : random(90'000'000);
    if (random(2) == 0) row.ttft_us.reset();
    row.tokens = {.input = random(1'000'000'000'000),
                  .cache_read = random(9),
                  .output = random(1000),
                  .reasoning = random(7),
                  .web_searches = random(3)};
    row.cost.reset();
    if (random(4) > 0) {
      CostParts& cost = row.cost.emplace();
      for (Money& part : cost)
        part = Money::from_pico(Int128{random(INT64_MAX)} * (random(8) == 0 ? 1000 : 1));
    }
    return row;
  }
  std::int64_t random(std::int64_t below) {
    return static_cast<std::int64_t>(generator_() % static_cast<std::uint64_t>(below));
  }

  void one_batch() {
    FactBatch batch;
    for (std::int64_t i = 1 + random(60); i > 0 && done_ < kOperations; --i, ++done_) {
      const Request row = random_request();
      if (random(12) == 0) {
        const std::int64_t n = (row.ts - minute(0)).count() / 171'717;
        batch.retractions.push_back({Kind::request, {"test", std::to_string(n)}, row.ts, {}});
      } else {
        batch.requests.rows.push_back(row);
      }
    }
    put(std::move(batch));
    now_ += std::chrono::minutes(random(3));
  }

  static Sums::key_type key(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(), row.getColumn(1).getInt64()};
  }
  /// Adds the counts and amounts of a row; the next column to read.
  static int add(Sum& sum, SQLite::Statement& row) {
    int column = kKeyColumns;
    for (std::int64_t& count : sum.counts) count += row.getColumn(column++).getInt64();
    for (Int128& total : sum.amounts) total += amount(row.getColumn(column++));
    return column;
  }

  Sums sums_of_rows(std::int64_t span_ms) const {
    SQLite::Database database = open_reader(dir_.path() / kDatabaseName);
    SQLite::Statement row(database,
                          "SELECT ts_ms - ts_ms % " + std::to_string(span_ms) +
                              ", series_id, 1, error = 1, error = 2, error = 3, error = 4, error = 5,"
                              " input_cost_pico IS NULL AND flags = 1," +
                              kTokenColumns +
                              ", latency_us, status <> 0 OR latency_us > 0, ttft_us"
                              " FROM request WHERE flags < 2");
    Sums sums;
    while (row.executeStep()) {
      Sum& sum = sums[key(row)];
      const int column = add(sum, row);
      if (row.getColumn(column + 1).getInt() != 0) sum.latency.add(row.getColumn(column).getInt64());
      if (!row.getColumn(column + 2).isNull()) sum.ttft.add(row.getColumn(column + 2).getInt64());
    }
    return sums;
  }

  Sums sums_of_rollups(const std::string& level) const {
    SQLite::Database database = open_reader(dir_.path() / kDatabaseName);
    SQLite::Statement row(database, std::string("SELECT start_ms, series_id, requests, client_errors,"
                                                " rate_limited_errors, provider_errors, timeout_errors,"
                                                " content_filter_errors, unpriced,") +
                                        kTokenColumns + ", latency, ttft FROM rollup_" + level);
    Sums sums;
    while (row.executeStep()) {
      Sum& sum = sums[key(row)];
      const int column = add(sum, row);
      sum.latency = Sketch::decode(row.getColumn(column).getString()).value();
      sum.ttft = Sketch::decode(row.getColumn(column + 1).getString()).value();
    }
    return sums;
  }

  void expect_sums() const {
    EXPECT_TRUE(sums_of_rollups("minute") == sums_of_rows(60'000)) << "minute, after " << done_;
    EXPECT_TRUE(sums_of_rollups("5m") == sums_of_rows(300'000)) << "five minutes, after " << done_;
    EXPECT_TRUE(sums_of_rollups("hour") == sums_of_rows(3'600'000)) << "hour, after " << done_;
    EXPECT_TRUE(sums_of_rollups("day") == sums_of_rows(86'400'000)) << "day, after " << done_;
  }

  std::mt19937_64 generator_{20261123};
  int done_ = 0;
};

TEST_F(RollupHistory, EveryRollupIsTheSumOfItsRows) {
  for (int batches = 1; done_ < kOperations && !HasFailure(); ++batches) {
    one_batch();
    if (batches % 40 != 0) continue;
    expect_sums();
    close();  // what is held in memory must not matter
    open();
  }
  expect_sums();
  EXPECT_NE(sql("SELECT count(*) FROM rollup_day WHERE typeof(output_cost_pico) = 'text'"), "0");
  EXPECT_NE(sql("SELECT count(*) FROM request WHERE typeof(output_cost_pico) = 'text'"), "0");
  EXPECT_NE(sql("SELECT sum(rows) FROM request_chunk"), sql("SELECT count(*) FROM request"));
  EXPECT_NE(sql("SELECT count(*) FROM request WHERE flags >= 2"), "0");
}

}  // namespace
}  // namespace shiptally::store
