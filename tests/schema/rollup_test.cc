#include "schema/rollup.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

Request request(int status, std::int64_t latency_us) {
  Request row;
  row.status = status;
  row.latency_us = latency_us;
  row.ttft_us = 5;
  row.tokens = {.input = 10,
                .cache_read = 20,
                .cache_write_5m = 30,
                .cache_write_1h = 40,
                .output = 50,
                .reasoning = 6,
                .web_searches = 7};
  row.cost = CostParts{Money::from_pico(1), Money::from_pico(2)};
  return row;
}

TEST(Cell, CountsWhatARowSays) {
  Cell cell;
  cell.add(request(200, 900));
  Request failed = request(429, 40);
  failed.error = ErrorClass::rate_limited;
  failed.cost.reset();
  cell.add(failed);
  EXPECT_EQ(cell.requests, 2);
  EXPECT_EQ(cell.errors[static_cast<std::size_t>(ErrorClass::rate_limited)], 1);
  EXPECT_EQ(cell.errors[0], 0);
  EXPECT_EQ(cell.unpriced, 1);
  EXPECT_EQ(cell.tokens.web_searches, 14);
  EXPECT_EQ(total(cell.cost).pico(), 3);
  EXPECT_EQ(cell.latency.count(), 2);
  EXPECT_EQ(cell.ttft.count(), 2);
}

TEST(Cell, TenMillionSmallCostsAddUpExactly) {
  Request row;
  row.cost = CostParts{Money::parse("0.000021").value()};
  Cell cell;
  for (int i = 0; i < 10'000'000; ++i) cell.add(row);
  EXPECT_EQ(total(cell.cost).str(), "210");  // in doubles 210.00000002192942
}

TEST(Cell, LatencyIsOfRowsThatGotAnAnswer) {
  Cell cell;
  cell.add(request(0, 0));    // no answer
  cell.add(request(200, 0));  // an answer in less than a microsecond
  cell.add(request(0, 70));   // a time-out that was timed
  EXPECT_EQ(cell.requests, 3);
  EXPECT_EQ(cell.latency.count(), 2);
}

TEST(Cell, RunningAndRetractedCallsAreNotUnpriced) {
  Request running = request(0, 0);
  running.cost.reset();
  running.final = false;
  Request retracted = request(200, 1);
  retracted.retracted = true;
  Cell cell;
  cell.add(running);
  cell.add(retracted);
  EXPECT_EQ(cell.requests, 1);
  EXPECT_EQ(cell.unpriced, 0);
}

TEST(Cell, AddsUpAndTakesBack) {
  Cell first, second;
  first.add(request(200, 100));
  second.add(request(500, 300));
  Cell both = first;
  both += second;
  both.add(request(500, 300), -1);
  EXPECT_EQ(both.requests, 1);
  EXPECT_EQ(both.tokens, first.tokens);
  EXPECT_EQ(both.cost, first.cost);
  EXPECT_EQ(both.latency, first.latency);
}

}  // namespace
}  // namespace shiptally
