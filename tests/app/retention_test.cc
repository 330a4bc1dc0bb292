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

const char* const kRaw = "/api/v1/cost?from=2026-11-30T10:00:10Z&to=2026-11-30T10:00:40Z";

void wait_for_doubt(TestDaemon& daemon, bool doubt) {
  const std::string line = std::string("\nshiptally_clock_suspect ") + (doubt ? "1\n" : "0\n");
  while (daemon.call("GET", "/metrics").body.find(line) == std::string::npos) std::this_thread::yield();
}

TEST(Retention, AClockThatJumpsForAMomentErasesNothing) {
  TestDaemon daemon;
  const auto post = [&](const char* id, const char* ts) {
    return daemon.call("POST", "/v1/requests", call_at(id, ts)).body;
  };
  EXPECT_THAT(post("a", "2026-11-30T10:00:30.500Z"), HasSubstr("\"accepted\":1"));
  wait_for_doubt(daemon, false);
  daemon.set_clock_off_by(std::chrono::days(500));
  wait_for_doubt(daemon, true);
  // Nobody is refused for what only one of two times says.
  EXPECT_THAT(post("b", "2026-11-30T10:00:31.500Z"), HasSubstr("\"accepted\":1"));
  EXPECT_THAT(post("c", "2028-04-01T00:00:00Z"), HasSubstr("\"accepted\":1"));
  EXPECT_THAT(post("d", "2028-05-01T00:00:00Z"), HasSubstr("24 hours from now"));
  daemon.set_clock_off_by(Millis(0));
  wait_for_doubt(daemon, false);
  EXPECT_THAT(post("e", "2026-11-30T10:00:32.500Z"), HasSubstr("\"accepted\":1"));
  EXPECT_THAT(post("f", "2028-04-01T00:00:00Z"), HasSubstr("24 hours from now"));
  EXPECT_THAT(daemon.call("GET", kRaw).body, HasSubstr("\"requests\":3"));
  EXPECT_EQ(daemon.run({"sql", "SELECT max(recorded_ms) FROM batch"}).out,
            "max(recorded_ms)\r\n" + std::to_string(to_ms(daemon.now())) + "\r\n");
}

TEST(Retention, AClockThatIsWrongAtAStartErasesNothing) {
  TestDaemon daemon;
  const auto post = [&](const char* id, const char* ts) {
    return daemon.call("POST", "/v1/requests", call_at(id, ts)).body;
  };
  EXPECT_THAT(post("a", "2026-11-30T10:00:30.500Z"), HasSubstr("\"accepted\":1"));
  daemon.set_clock_off_by(std::chrono::days(500));
  daemon.restart();
  wait_for_doubt(daemon, true);
  EXPECT_THAT(post("b", "2026-11-30T10:00:31.500Z"), HasSubstr("\"accepted\":1"));
  daemon.restart();  // once more, which makes it no truer
  wait_for_doubt(daemon, true);
  EXPECT_THAT(post("c", "2026-11-30T10:00:32.500Z"), HasSubstr("\"accepted\":1"));
  EXPECT_THAT(daemon.run({"clock"}).out, HasSubstr("state\tahead\nclock\t2028-04-14T00:00:00Z\n"));
  daemon.set_clock_off_by(Millis(0));
  wait_for_doubt(daemon, false);
  EXPECT_THAT(daemon.call("GET", kRaw).body, HasSubstr("\"requests\":3"));
  EXPECT_EQ(daemon.run({"sql", "SELECT max(recorded_ms) FROM batch"}).out,
            "max(recorded_ms)\r\n" + std::to_string(to_ms(daemon.now())) + "\r\n");
}

TEST(Retention, AnOperatorConfirmsTheClock) {
  TestDaemon daemon;
  daemon.call("POST", "/v1/requests", call_at("a", "2026-11-30T10:00:30.500Z"));
  daemon.set_clock_off_by(std::chrono::days(500));
  wait_for_doubt(daemon, true);
  const auto confirmed = daemon.run({"clock", "confirm"});
  EXPECT_EQ(confirmed.exit_code, 0) << confirmed.err;
  EXPECT_THAT(confirmed.out, HasSubstr("state\ttrusted\n"));
  wait_for_doubt(daemon, false);
  while (daemon.call("GET", kRaw).body != "[]") std::this_thread::yield();
  daemon.restart();  // it stays so
  wait_for_doubt(daemon, false);
}

TEST(Retention, AClockThatKeepsGoingIsBelieved) {
  TestDaemon daemon;
  daemon.call("POST", "/v1/requests", call_at("a", "2026-11-30T10:00:30.500Z"));
  daemon.set_clock_off_by(std::chrono::days(500));
  wait_for_doubt(daemon, true);
  daemon.move_clock_to(daemon.now() + std::chrono::days(2));
  wait_for_doubt(daemon, true);
  EXPECT_THAT(daemon.call("GET", kRaw).body, HasSubstr("\"requests\":1"));
  daemon.move_clock_to(daemon.now() + std::chrono::days(1));
  wait_for_doubt(daemon, false);
  while (daemon.call("GET", kRaw).body != "[]") std::this_thread::yield();
}

}  // namespace
}  // namespace shiptally::tests
