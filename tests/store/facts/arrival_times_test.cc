// Arrival times that a clock in the future left behind.

#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr Millis kDeadline = std::chrono::seconds(60);
constexpr int kFarAhead = 500 * 24 * 60;  // minutes

class ArrivalTimes : public StoreTest {
 protected:
  void restart() {
    close();
    open();
  }
  void write_clock(Instant t) {
    FactBatch batch;
    batch.cursor = Cursor{std::string(kClockCursor), format_instant(t)};
    put(std::move(batch));
  }
  std::size_t deployments(Instant as_of) {
    return reader()->begin(kDeadline).value()->deployments(as_of).value().size();
  }
  std::string last_arrival() { return sql("SELECT max(recorded_ms) FROM batch"); }
  static std::string ms(Instant t) { return std::to_string(to_ms(t)); }
};

TEST_F(ArrivalTimes, WhatIsDatedDaysAheadHasArrivedByNow) {
  put(deployment("1"));
  now_ = minute(kFarAhead);
  put(deployment("2"));
  put({request("a", minute(1))});
  now_ = minute(10);
  put(deployment("3"));
  EXPECT_EQ(last_arrival(), ms(minute(kFarAhead)));
  EXPECT_EQ(deployments(minute(20)), 1U);

  restart();  // the clock alone is no proof
  EXPECT_EQ(last_arrival(), ms(minute(kFarAhead)));
  write_clock(minute(10));
  restart();
  EXPECT_EQ(last_arrival(), ms(minute(10)));
  EXPECT_EQ(sql("SELECT max(recorded_ms) FROM deployment_revision"), ms(minute(10)));
  EXPECT_EQ(sql("SELECT min(recorded_ms) FROM deployment_revision"), ms(minute(0)));
  EXPECT_EQ(sql("SELECT sum(deployments) FROM delivery_log"), "3");
  now_ = minute(30);
  put(deployment("4"));
  EXPECT_EQ(deployments(minute(20)), 3U);
  EXPECT_EQ(deployments(minute(30)), 4U);
}

TEST_F(ArrivalTimes, AClockThatWentBackChangesNothing) {
  now_ = minute(kFarAhead);
  put(deployment("1"));
  write_clock(minute(kFarAhead));
  now_ = minute(0);
  restart();
  EXPECT_EQ(last_arrival(), ms(minute(kFarAhead)));
}

}  // namespace
}  // namespace shiptally::store
