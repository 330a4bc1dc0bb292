// Closing months through the daemon and its command line.

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// 1,000 output tokens of claude-sonnet-4-5 cost 0.015 USD.
std::string request(const std::string& id, const char* ts) {
  return R"({"id":")" + id + R"(","ts":")" + ts +
         R"(","service":"api","team":"core","provider":"anthropic","model":"claude-sonnet-4-5",)" +
         R"("status":200,"latency_ms":840,"input_tokens":0,"output_tokens":1000})" + "\n";
}

std::string charge(const char* id, const char* day, const char* billed) {
  return std::string(R"({"id":")") + id + R"(","provider":"anthropic","from":")" + day + R"(","to":")" + day +
         R"(T12:00:00Z","billed_cost":")" + billed + R"("})" + "\n";
}

class CloseTest : public testing::Test {
 protected:
  void send(const std::string& path, const std::string& body) {
    const auto answer = daemon_.call("POST", path, body);
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  std::string ask(const std::string& target) { return daemon_.call("GET", target).body; }
  void SetUp() override {
    send("/v1/requests", request("1", "2026-09-03T10:00:00Z") + request("2", "2026-09-30T23:59:59Z") +
                             request("3", "2026-10-01T00:00:00Z"));
    send("/v1/charges", charge("a", "2026-09-03", "2.5") + charge("b", "2026-10-03", "4"));
  }

  TestDaemon daemon_;
};

TEST_F(CloseTest, FreezesAMonthAndBooksWhatComesLater) {
  const auto september = daemon_.run({"close", "2026-09"});
  EXPECT_EQ(september.exit_code, 0) << september.err;
  EXPECT_THAT(september.out,
              AllOf(HasSubstr("computed 0.03 USD, billed 2.5 USD"), HasSubstr("0 of them corr")));
  EXPECT_EQ(ask("/api/v1/corrections"), "[]");

  send("/v1/requests", request("late", "2026-09-04T10:00:00Z"));
  send("/v1/charges", charge("credit", "2026-09-03", "-0.5"));
  const std::string closes = ask("/api/v1/closes");
  EXPECT_THAT(closes, AllOf(HasSubstr(R"("month":"2026-09")"), HasSubstr(R"("computed_usd_exact":"0.03")"),
                            HasSubstr(R"("billed_usd_exact":"2.5")")));
  const std::string open = ask("/api/v1/corrections");
  EXPECT_THAT(open, AllOf(HasSubstr(R"("month":"2026-09","booked_in":"2026-10","side":"computed")"),
                          HasSubstr(R"("correction_usd_exact":"0.015")"),
                          HasSubstr(R"("correction_usd_exact":"-0.5")")));

  EXPECT_THAT(daemon_.run({"close", "2026-10"}).out,
              AllOf(HasSubstr("computed 0.03 USD, billed 3.5 USD"), HasSubstr("3 of them corrections")));
  EXPECT_EQ(ask("/api/v1/corrections?month=2026-10"), open) << "now booked";
  EXPECT_EQ(ask("/api/v1/corrections"), "[]");
  EXPECT_THAT(ask("/api/v1/closes"), HasSubstr(closes.substr(1, closes.size() - 2))) << "stays as it was";
  EXPECT_EQ(daemon_.run({"close", "verify"}).exit_code, 0);
}

TEST_F(CloseTest, RefusesWhatCannotBeClosed) {
  EXPECT_THAT(daemon_.run({"close", "2026-12"}).err, HasSubstr("has not ended yet"));
  EXPECT_THAT(daemon_.run({"close", "26-12"}).err, HasSubstr("month"));
  EXPECT_EQ(daemon_.run({"close"}).exit_code, 2);
  ASSERT_EQ(daemon_.run({"close", "2026-09"}).exit_code, 0);
  EXPECT_THAT(daemon_.run({"close", "2026-09"}).err, HasSubstr("closed already"));
  EXPECT_THAT(daemon_.run({"close", "2026-11"}).err, HasSubstr("the next one is 2026-10"));
  EXPECT_EQ(daemon_.call("GET", "/api/v1/corrections?month=2026-11").status, 400);
}

TEST_F(CloseTest, VerifyTellsWhichMonthWasChanged) {
  ASSERT_EQ(daemon_.run({"close", "2026-09"}).exit_code, 0);
  ASSERT_EQ(daemon_.run({"close", "2026-10"}).exit_code, 0);
  const auto sound = daemon_.run({"close", "verify"});
  EXPECT_EQ(sound.exit_code, 0);
  const std::string hash = sound.out.substr(sound.out.find("unchanged  ") + 11, 64);
  EXPECT_EQ(daemon_.run({"close", "verify", "--expect", hash}).exit_code, 0);
  EXPECT_EQ(daemon_.run({"close", "verify", "--expect", std::string(64, '0')}).exit_code, 1);
  {
    SQLite::Database database((daemon_.data_dir() / "shiptally.db").string(), SQLite::OPEN_READWRITE);
    EXPECT_THROW(database.exec("UPDATE closed_month SET rules = 'x'"), SQLite::Exception);
    EXPECT_THROW(database.exec("DELETE FROM closed_month"), SQLite::Exception);
    database.exec("DROP TRIGGER closed_month_stays");
    database.exec("UPDATE closed_month SET lines = replace(lines, '2.5', '2.4') WHERE number = 1");
  }
  const auto changed = daemon_.run({"close", "verify"});
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_THAT(changed.out, AllOf(HasSubstr("2026-09  CHANGED"), HasSubstr("2026-10  unchanged")));
}

}  // namespace
}  // namespace shiptally::tests
