// Bills against logs and a provider's own meter, through the daemon.

#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kOctober = "/api/v1/reconciliation?month=2026-10&group_by=provider,model&bucket=day";

void send(TestDaemon& daemon, const std::string& path, const std::string& body) {
  const auto answer = daemon.call("POST", path, body);
  ASSERT_EQ(answer.status, 200) << answer.body;
}

std::string ask(TestDaemon& daemon, const std::string& target, int status = 200) {
  const auto answer = daemon.call("GET", target);
  EXPECT_EQ(answer.status, status) << answer.body;
  return answer.body;
}

/// 1,000 output tokens of claude-sonnet-4-5 cost 0.015 USD.
std::string request(const std::string& id, const char* day) {
  return R"({"id":")" + id + R"(","ts":")" + day +
         R"(T15:01:00Z","service":"api","team":"core","provider":"anthropic","model":"claude-sonnet-4-5",)" +
         R"("status":200,"latency_ms":840,"input_tokens":0,"output_tokens":1000})" + "\n";
}

std::string charge(const char* id, const char* day, const char* billed, const std::string& more) {
  return std::string(R"({"id":")") + id + R"(","provider":"anthropic","from":")" + day +
         R"(T00:00:00Z","to":")" + day + R"(T23:59:59Z","billed_cost":")" + billed +
         R"(","category":"Usage")" + more + "}\n";
}

constexpr const char* kSonnet = R"(,"model":"claude-sonnet-4-5")";

TEST(Reconciliation, OfADayIntoItsParts) {
  TestDaemon daemon;
  EXPECT_EQ(ask(daemon, kOctober), "[]");
  send(daemon, "/v1/requests",
       request("1", "2026-10-03") + request("2", "2026-10-03") + request("3", "2026-10-06"));
  send(daemon, "/v1/charges",
       charge("a", "2026-10-03", "2.05", kSonnet) + charge("b", "2026-10-03", "5", ""));
  send(daemon, "/v1/usage",
       R"({"id":"u","provider":"anthropic","from":"2026-10-03","to":"2026-10-04",)"
       R"("model":"claude-sonnet-4-5","requests":3,"input_tokens":0,"output_tokens":3000})");
  const std::string rows = ask(daemon, kOctober);
  EXPECT_THAT(rows,
              AllOf(HasSubstr(R"("model":"claude-sonnet-4-5","requests":2,"unpriced_requests":0,)"
                              R"("metered_requests":3,"computed_usd":0.03,"computed_usd_exact":"0.03",)"
                              R"("metered_usd":0.045,"metered_usd_exact":"0.045","billed_usd":2.05,)"
                              R"("billed_usd_exact":"2.05","drift_usd":2.02,"drift_usd_exact":"2.02")"),
                    HasSubstr(R"("missing_requests_usd_exact":"0.015")"),
                    HasSubstr(R"("token_counts_usd_exact":"0")"),
                    HasSubstr(R"("price_difference_usd_exact":"2.005")"), HasSubstr(R"("alarm":true)"),
                    HasSubstr(R"("model":null,"requests":0)"), HasSubstr(R"("other_charges_usd_exact":"5")"),
                    HasSubstr(R"("billed_usd":null,"billed_usd_exact":null,"drift_usd":-0.015)"),
                    HasSubstr(R"("unbilled_usd_exact":"-0.015")"),
                    HasSubstr(R"("why":"days on which the provider's bill has no usage")")));
  const std::string month = ask(daemon, "/api/v1/reconciliation?month=2026-10");
  EXPECT_THAT(month,
              AllOf(HasSubstr(R"("computed_usd_exact":"0.045")"), HasSubstr(R"("drift_usd_exact":"7.005")"),
                    HasSubstr(R"("unbilled_usd_exact":"-0.015")")));
  EXPECT_EQ(ask(daemon, std::string(kOctober) + "&model=none"), "[]");
}

TEST(Reconciliation, RefusesWhatItCannotAnswer) {
  TestDaemon daemon;
  const std::string path = "/api/v1/reconciliation";
  EXPECT_THAT(ask(daemon, path + "?group_by=team", 400), HasSubstr("by provider and model only"));
  EXPECT_THAT(ask(daemon, path + "?service=api", 400), HasSubstr("unknown parameter"));
  EXPECT_THAT(ask(daemon, path + "?bucket=hour", 400), HasSubstr("bucket: none, day"));
  EXPECT_THAT(ask(daemon, path + "?tz=Europe/Berlin", 400), HasSubstr("unknown parameter"));
  EXPECT_THAT(ask(daemon, path + "?from=2026-10-01T01:00:00Z&to=2026-10-01T02:00:00Z", 400),
              HasSubstr("less than one whole"));
}

}  // namespace
}  // namespace shiptally::tests
