// The log against a map in memory: what is found, what is read as of a batch, and how many chunks are left.

#include "daemon/store/requests/request_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "daemon/store/requests/request_cursor.h"
#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/migrations.h"
#include "tests/temp_dir.h"

namespace shiptally::store {
namespace {

constexpr std::int64_t kStartMs = 1'795'453'200'000;  // of an hour

class RequestLogTest : public testing::Test {
 protected:
  using Key = std::pair<std::int64_t, RequestId>;

  RequestLogTest() : database_(open_writer(dir_.path() / kDatabaseName)) {
    EXPECT_TRUE(migrate(database_, embedded_migrations()).has_value());
    database_.exec("PRAGMA synchronous = OFF");  // thousands of commits; the power stays on
    log_.emplace(database_);
  }

  /// Appends one version of each key in a transaction of its own.
  void commit(std::vector<Key> keys) {
    ++batch_;
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    database_.exec("BEGIN");
    append(keys);
    log_->flush();
    database_.exec("COMMIT");
    for (const Key& key : keys) versions_[key].push_back(batch_);
  }
  void append(const std::vector<Key>& keys) {
    for (const Key& key : keys) {
      RowValues row;
      std::tie(row.ts_ms, row.id) = key;
      row[Field::batch] = batch_;
      row[Field::latency_us] = key.first % 1000;
      log_->append(row);
    }
  }

  Key random_key(std::int64_t span_ms, std::uint64_t ids) {
    return {kStartMs + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(span_ms)),
            {0, random_() % ids}};
  }

  void expect_found() {
    RowValues row;
    for (const auto& [key, batches] : versions_) {
      ASSERT_TRUE(log_->find(key.first, key.second, row));
      ASSERT_EQ(row[Field::batch], batches.back());
      ASSERT_EQ(row[Field::latency_us], key.first % 1000);
      ASSERT_FALSE(log_->find(key.first, {7, 7}, row));
    }
  }

  /// What a cursor reads is each key's last version up to the batch.
  void expect_read(std::int64_t from_ms, std::int64_t to_ms, std::int64_t batch_max) {
    const SQLite::Database reader = open_reader(dir_.path() / kDatabaseName);
    RequestCursor cursor(reader.getHandle(), {instant_from_ms(from_ms), instant_from_ms(to_ms)}, batch_max);
    RowValues row;
    for (const auto& [key, batches] : versions_) {
      const auto later = std::upper_bound(batches.begin(), batches.end(), batch_max);
      if (key.first < from_ms || key.first >= to_ms || later == batches.begin()) continue;
      ASSERT_TRUE(cursor.next(row));
      ASSERT_EQ(Key(row.ts_ms, row.id), key);
      ASSERT_EQ(row[Field::batch], *std::prev(later));
    }
    EXPECT_FALSE(cursor.next(row));
    EXPECT_FALSE(cursor.next(row));
  }

  int chunks(const std::string& where = "1") {
    return database_.execAndGet("SELECT count(*) FROM request_chunk WHERE " + where).getInt();
  }

  tests::TempDir dir_;
  SQLite::Database database_;
  std::optional<RequestLog> log_;
  std::int64_t batch_ = 0;
  std::map<Key, std::vector<std::int64_t>> versions_;  ///< batches, ascending
  std::mt19937_64 random_{20261123};
};

TEST_F(RequestLogTest, IsAMapWithAHistory) {
  constexpr std::int64_t kSpanMs = 3 * kHourMs;
  for (int round = 0; round < 150; ++round) {
    std::vector<Key> keys(1 + random_() % (round % 10 == 0 ? 800 : 20));
    for (Key& key : keys) key = random_key(kSpanMs, 3);
    if (round % 3 == 0 && !versions_.empty()) keys.push_back(versions_.begin()->first);
    commit(keys);
    if (round % 40 == 0) log_.emplace(database_);  // nothing depends on what is in memory
  }
  expect_found();
  for (const std::int64_t batch : {std::int64_t{0}, batch_ / 3, batch_ / 2, kEveryBatch}) {
    expect_read(kStartMs - 1, kStartMs + kSpanMs, batch);
    for (int i = 0; i < 20; ++i) {
      const std::int64_t from = random_key(kSpanMs, 1).first;
      expect_read(from, from + static_cast<std::int64_t>(random_() % kHourMs), batch);
    }
  }
}

TEST_F(RequestLogTest, SmallChunksBecomeLargeOnes) {
  for (int i = 0; i < 5000; ++i) commit({{kStartMs + i, {0, 1}}});
  // Seven of each size at most, and large ones that are left alone.
  EXPECT_LE(chunks(), 4 * 7 + 3);
  EXPECT_GE(chunks("rows >= 2048"), 1);
  expect_found();
}

TEST_F(RequestLogTest, AnHourIsTidiedWhenTheNextBegins) {
  for (int i = 0; i < 100; ++i) commit({{kStartMs + i, {0, 1}}});
  EXPECT_GT(chunks(), 1);
  commit({{kStartMs + kHourMs, {0, 1}}});
  EXPECT_EQ(chunks("last_ms < " + std::to_string(kStartMs + kHourMs)), 1);
  expect_found();
}

TEST_F(RequestLogTest, ChunksStayWithinTheirBound) {
  std::vector<Key> keys;
  for (int i = 0; i < 40'000; ++i) keys.push_back({kStartMs + i / 10, {0, static_cast<std::uint64_t>(i)}});
  commit(keys);
  EXPECT_EQ(database_.execAndGet("SELECT max(rows) FROM request_chunk").getInt(), 4'096);
  expect_read(kStartMs, kStartMs + kHourMs, kEveryBatch);
}

TEST_F(RequestLogTest, WhatIsRolledBackWasNeverThere) {
  commit({{kStartMs, {0, 1}}});
  for (int i = 0; i < 20; ++i) {  // often enough that a merge is rolled back
    ++batch_;
    database_.exec("BEGIN");
    append({{kStartMs + 1, {0, 1}}});
    log_->flush();
    append({{kStartMs + 2, {0, 1}}});
    log_->rollback();
    database_.exec("ROLLBACK");
    commit({{kStartMs + 10 + i, {0, 1}}});
  }
  RowValues row;
  EXPECT_FALSE(log_->find(kStartMs + 1, {0, 1}, row));
  EXPECT_FALSE(log_->find(kStartMs + 2, {0, 1}, row));
  expect_found();
  expect_read(kStartMs, kStartMs + kHourMs, kEveryBatch);
}

TEST_F(RequestLogTest, DamageIsAnErrorAndNoWrongAnswer) {
  commit({{kStartMs, {0, 1}}});
  database_.exec("UPDATE request_chunk SET keys = zeroblob(length(keys))");
  log_.emplace(database_);
  RowValues row;
  EXPECT_THROW(log_->find(kStartMs, {0, 1}, row), SQLite::Exception);
}

}  // namespace
}  // namespace shiptally::store
