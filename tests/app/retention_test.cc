// What a sender and a reader notice when calls expire.

#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::HasSubstr;

Instant at(const char* text) { return parse_instant(text).value(); }

std::string call_at(const std::string& id, const std::string& ts) {
  return R"({"id":")" + id + R"(","ts":")" + ts +
         R"(","service":"api","provider":"anthropic","model":"claude-sonnet-4-5","status":200,"latency_ms":5,)"
         R"("input_tokens":1000,"output_tokens":0})";
}

TEST(Retention, SumsStayAndNothingIsGuessed) {
  TestDaemon daemon;
  const auto get = [&](const std::string& target) { return daemon.call("GET", target); };
  const auto post = [&](const std::string& row) { return daemon.call("POST", "/v1/requests", row).body; };
  EXPECT_THAT(post(call_at("a", "2026-11-30T10:00:30.500Z")), HasSubstr("\"accepted\":1"));
  const std::string part = "/api/v1/cost?from=2026-11-30T10:00:10Z&to=2026-11-30T10:00:40Z";
  const std::string minute = "/api/v1/cost?from=2026-11-30T10:00:10Z&to=2026-11-30T10:01:10Z";
  const std::string as_of = minute + "&as_of=2026-12-01T00:00:00Z";
  EXPECT_THAT(get(part).body, HasSubstr("\"requests\":1"));
  EXPECT_EQ(get(as_of).status, 200);

  daemon.move_clock_to(at("2028-01-10T00:00:00Z"));  // 400 days and some later
  EXPECT_THAT(post(call_at("a", "2026-11-30T10:00:30.500Z")),
              HasSubstr("ts: requests before 2026-12-06T00:00:00Z have expired (retention.requests)"));
  while (get(as_of).status == 200) std::this_thread::yield();
  EXPECT_THAT(get(as_of).body, HasSubstr("are kept as sums by the minute only"));
  EXPECT_EQ(get(as_of).status, 400);
  // Edges are the minutes' now, and the rows say so.
  EXPECT_THAT(get(minute).body, HasSubstr("\"cost_usd_exact\":\"0.003\""));
  EXPECT_THAT(get(minute).body, HasSubstr("\"time\":" + std::to_string(to_ms(at("2026-11-30T10:00:00Z")))));
  EXPECT_EQ(get(part).body, "[]");
  // A younger one is as welcome as ever.
  EXPECT_THAT(post(call_at("b", "2027-11-30T10:00:30.500Z")), HasSubstr("\"accepted\":1"));
}

}  // namespace
}  // namespace shiptally::tests
