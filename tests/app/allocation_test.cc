// Who bears the bill, through the daemon: from charges and requests as they are sent to the rows of the API.

#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kOctober = "/api/v1/allocation?month=2026-10";

void send(TestDaemon& daemon, const std::string& path, const std::string& body) {
  const auto answer = daemon.call("POST", path, body);
  ASSERT_EQ(answer.status, 200) << answer.body;
}

std::string ask(TestDaemon& daemon, const std::string& target, int status = 200) {
  const auto answer = daemon.call("GET", target);
  EXPECT_EQ(answer.status, status) << answer.body;
  return answer.body;
}

std::string request(const char* id, const char* service, const char* team, int output) {
  return std::string(R"({"id":")") + id + R"(","ts":"2026-10-03T15:01:00Z","service":")" + service +
         R"(","team":")" + team +
         R"(","provider":"anthropic","model":"claude-sonnet-4-5","status":200,"latency_ms":840,)" +
         R"("input_tokens":0,"output_tokens":)" + std::to_string(output) + "}\n";
}

std::string charge(const char* id, const char* day, const char* billed, const std::string& more) {
  return std::string(R"({"id":")") + id + R"(","provider":"anthropic","from":")" + day +
         R"(T00:00:00Z","to":")" + day + R"(T23:59:59Z","billed_cost":")" + billed + "\"" + more + "}\n";
}

config::Config with_rules() {
  config::Config config;
  config.money.allocation = {{"tax", {}, {}, {"Tax"}, {}, false, ShareBy::fixed, {{"finance", 1}}, 1}};
  config.money.cost_centres = {{"4711", {"core"}, {}}, {"4712", {}, {"web"}}};
  return config;
}

void send_october(TestDaemon& daemon) {
  send(daemon, "/v1/requests", request("1", "api", "core", 3000) + request("2", "web", "shop", 1000));
  send(daemon, "/v1/charges",
       charge("a", "2026-10-03", "0.10", R"(,"model":"claude-sonnet-4-5")") +
           charge("b", "2026-10-04", "7", R"(,"category":"Tax")") +
           charge("c", "2026-10-05", "-2", R"(,"category":"Credit")") +
           charge("d", "2026-10-05", "9", R"(,"currency":"JPY")") + charge("e", "2026-11-01", "5", ""));
}

TEST(Allocation, BillsByTeamAndService) {
  TestDaemon daemon(with_rules());
  EXPECT_EQ(ask(daemon, kOctober), "[]");
  send_october(daemon);
  const std::string rows = ask(daemon, std::string(kOctober) + "&group_by=team,service");
  EXPECT_THAT(rows,
              AllOf(HasSubstr(R"("time":1790812800000,"end_time":1793491200000,"team":"core",)"
                              R"("service":"api","method":"day_cost","rule":null,"reason":null,)"
                              R"("idle":false,"billed_usd":0.075,"billed_usd_exact":"0.075")"),
                    HasSubstr(R"("team":"shop","service":"web","method":"day_cost","rule":null,)"
                              R"("reason":null,"idle":false,"billed_usd":0.025)"),
                    HasSubstr(R"("team":"finance","service":null,"method":"fixed","rule":"tax")"),
                    HasSubstr(R"("method":"unallocated","rule":null,"reason":"no model, and no rule )"
                              R"(fits","idle":false,"billed_usd":-2)"),
                    HasSubstr("no exchange rate of JPY was in force (charges: 1)"), Not(HasSubstr(":5,"))));
  const std::string centres = ask(daemon, std::string(kOctober) + "&group_by=cost_centre");
  EXPECT_THAT(centres, AllOf(HasSubstr(R"("cost_centre":"4711","method":"day_cost")"),
                             HasSubstr(R"("cost_centre":"4712","method":"day_cost")"),
                             HasSubstr(R"("cost_centre":null,"method":"fixed")")));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&team=core"),
              AllOf(HasSubstr("0.075"), Not(HasSubstr("0.025"))));
  EXPECT_THAT(ask(daemon, "/api/v1/allocation?from=2026-10-01&to=2026-12-01&bucket=month"),
              AllOf(HasSubstr("\"time\":1790812800000"), HasSubstr("\"time\":1793491200000")));
}

TEST(Allocation, RefusesWhatBillsCannotAnswer) {
  TestDaemon daemon;
  EXPECT_THAT(ask(daemon, "/api/v1/allocation?from=2026-10-02", 400), HasSubstr("whole UTC months"));
  EXPECT_THAT(ask(daemon, "/api/v1/allocation?month=2026-13", 400), HasSubstr("month: must be a month like"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&from=2026-10-01", 400), HasSubstr("given together"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&bucket=day", 400), HasSubstr("bucket: none, month"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&group_by=route", 400),
              HasSubstr("charges have no route"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&environment=dev", 400), HasSubstr("unknown parameter"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&tz=Europe/Berlin", 400), HasSubstr("unknown parameter"));
  EXPECT_THAT(ask(daemon, "/api/v1/cost?group_by=cost_centre", 400), HasSubstr("allocated cost only"));
}

}  // namespace
}  // namespace shiptally::tests
