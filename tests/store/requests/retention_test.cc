// Raw requests expire by whole hours; their sums stay, their space is used again.

#include <gmock/gmock.h>

#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

using testing::HasSubstr;

constexpr Millis kDeadline = std::chrono::seconds(60);
constexpr int kHour = 60;  // minutes

class RetentionTest : public StoreTest {
 protected:
  /// One request a minute from minute `first` on.
  void put_minutes(int first, int count) {
    std::vector<Request> rows;
    for (int i = 0; i < count; ++i) rows.push_back(request("a", minute(first + i)));
    put(std::move(rows));
  }

  /// Allows it, and waits until the writer has no more to do.
  void expire(Instant before) {
    store_->expire_requests(before);
    while (store_->requests_kept_from() < before - std::chrono::hours(1) || sql(left_before(before)) != "0")
      put(std::vector<Request>{});  // a commit, behind which another part is taken away
  }
  static std::string left_before(Instant t) {
    return "SELECT count(*) FROM request_chunk WHERE last_ms < " +
           std::to_string(to_ms(t) / 3'600'000 * 3'600'000);
  }
};

TEST_F(RetentionTest, WholeHoursGoAndSumsStay) {
  put_minutes(0, 5 * kHour);
  expire(minute(2 * kHour + 59));
  EXPECT_EQ(store_->requests_kept_from(), minute(2 * kHour));
  EXPECT_EQ(sql("SELECT count(*) FROM request"), std::to_string(3 * kHour));
  for (const char* table : {"rollup_minute", "rollup_5m", "rollup_hour", "rollup_day"})
    EXPECT_EQ(sql("SELECT sum(requests) FROM " + std::string(table)), std::to_string(5 * kHour)) << table;
}

TEST_F(RetentionTest, ManyChunksGoBitByBit) {
  for (int hour = 0; hour < 50; ++hour) put_minutes(hour * kHour, 1);
  expire(minute(48 * kHour));
  EXPECT_EQ(sql("SELECT count(*) FROM request"), "2");
}

TEST_F(RetentionTest, KeptFromGoesNoFurtherThanWhatIsGone) {
  for (int hour = 0; hour < 50; ++hour) put_minutes(hour * kHour, 1);
  store_->expire_requests(minute(100'000 * kHour));
  while (sql("SELECT count(*) FROM request_chunk") != "0") put(std::vector<Request>{});
  while (store_->requests_kept_from() < minute(50 * kHour)) put(std::vector<Request>{});
  put(std::vector<Request>{});
  EXPECT_EQ(store_->requests_kept_from(), minute(50 * kHour));
}

TEST_F(RetentionTest, WhatAClockInTheFutureDidIsPutRight) {
  const auto poison = [&] {
    close();
    SQLite::Database database((dir_.path() / "shiptally.db").string(), SQLite::OPEN_READWRITE);
    database.exec("REPLACE INTO retention (name, kept_from_ms) VALUES ('request', " +
                  std::to_string(to_ms(minute(500 * 24 * kHour))) + ")");
    open();
  };
  poison();
  EXPECT_EQ(store_->requests_kept_from(), minute(500 * 24 * kHour));
  store_->expire_requests(minute(-kHour));
  while (store_->requests_kept_from() != minute(0)) put(std::vector<Request>{});

  put_minutes(0, 3 * kHour);
  poison();
  store_->expire_requests(minute(-kHour));
  while (store_->requests_kept_from() != minute(kHour)) put(std::vector<Request>{});
  EXPECT_EQ(sql("SELECT count(*) FROM request"), std::to_string(3 * kHour));
  EXPECT_EQ(sql("SELECT kept_from_ms FROM retention"), std::to_string(to_ms(minute(kHour))));
}

TEST_F(RetentionTest, WhatHasExpiredIsSaidAndNotGuessed) {
  put_minutes(0, 3 * kHour);
  expire(minute(kHour));
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  EXPECT_EQ(snapshot->requests_kept_from().value(), minute(kHour));
  int rows = 0;
  const auto visit = [&](const Request&) { ++rows; };
  EXPECT_TRUE(snapshot->requests({minute(kHour), minute(3 * kHour)}, {}, {}, visit));
  EXPECT_EQ(rows, 2 * kHour);
  const auto refused = snapshot->requests({minute(kHour - 1), minute(3 * kHour)}, {}, {}, visit);
  EXPECT_EQ(refused.error().code, Code::invalid);
  EXPECT_THAT(refused.error().message, HasSubstr("2026-01-01T01:00:00Z"));
}

TEST_F(RetentionTest, WhatIsAllowedOnceStaysSo) {
  put_minutes(0, 3 * kHour);
  expire(minute(2 * kHour));
  store_->expire_requests(minute(kHour));
  put(std::vector<Request>{});
  EXPECT_EQ(store_->requests_kept_from(), minute(2 * kHour));
  close();
  open();
  EXPECT_EQ(store_->requests_kept_from(), minute(2 * kHour));
}

TEST_F(RetentionTest, SpaceIsUsedAgain) {
  const auto fill = [&](int day) {
    for (int hour = 0; hour < 24; ++hour) {
      std::vector<Request> rows;
      for (int i = 0; i < 500; ++i)
        rows.push_back(request("a", minute(day * 24 * kHour + hour * kHour) + Millis(i)));
      put(std::move(rows));
    }
  };
  const auto pages = [&] { return std::stol(sql("PRAGMA page_count")); };
  fill(0);
  const long full = pages();
  for (int day = 1; day < 5; ++day) {
    expire(minute(day * 24 * kHour));
    fill(day);
  }
  // Sums of five days, one row an hour and series, are all that was added.
  EXPECT_LT(pages(), full + full / 4);
  EXPECT_EQ(sql("SELECT sum(requests) FROM rollup_day"), std::to_string(5 * 24 * 500));
}

}  // namespace
}  // namespace shiptally::store
