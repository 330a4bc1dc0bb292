// What a request, a thousand tokens, a user and a deployment cost, through the daemon.

#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kOctober = "/api/v1/unit_costs?month=2026-10";

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
std::string request(const char* id, const char* day, const char* service, const std::string& more) {
  return std::string(R"({"id":")") + id + R"(","ts":")" + day + R"(T15:01:00Z","service":")" + service +
         R"(","team":"core","provider":"anthropic","model":"claude-sonnet-4-5","status":200,)" +
         R"("latency_ms":840,"input_tokens":0,"output_tokens":1000)" + more + "}\n";
}

void send_october(TestDaemon& daemon) {
  send(daemon, "/v1/requests",
       request("1", "2026-10-03", "api", R"(,"user":"ann")") +
           request("2", "2026-10-03", "api", R"(,"user":"ann")") +
           request("3", "2026-10-04", "api", R"(,"user":"bob")") + request("4", "2026-10-04", "web", ""));
  send(daemon, "/v1/deployments",
       R"({"id":"1","service":"api","status":"success","finished_at":"2026-10-10T10:00:00Z"})");
  send(daemon, "/v1/charges",
       R"({"id":"a","provider":"anthropic","from":"2026-10-03T00:00:00Z","to":"2026-10-04T00:00:00Z",)"
       R"("billed_cost":"1","model":"claude-sonnet-4-5"})");
}

TEST(UnitCosts, OnTheComputedBasis) {
  TestDaemon daemon;
  EXPECT_EQ(ask(daemon, kOctober), "[]");
  send_october(daemon);
  EXPECT_THAT(
      ask(daemon, std::string(kOctober) + "&group_by=service,model"),
      AllOf(HasSubstr(R"("service":"api","model":"claude-sonnet-4-5","amount_usd":0.045,)"
                      R"("amount_usd_exact":"0.045","requests":3,"unpriced_requests":0,"total_tokens":3000,)"
                      R"("users":2,"deployments":1,"amount_per_request_usd":0.015)"),
            HasSubstr(R"("amount_per_1k_tokens_usd_exact":"0.015","amount_per_user_usd":0.0225)"),
            HasSubstr(R"("amount_per_deployment_usd_exact":"0.045","reason":null)"),
            HasSubstr(R"("service":"web","model":"claude-sonnet-4-5","amount_usd":0.015)"),
            HasSubstr(R"("users":null,"deployments":null)"),
            HasSubstr(R"("reason":"no request names a user")")));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&bucket=day&service=api"),
              AllOf(HasSubstr(R"("time":1790985600000)"), HasSubstr(R"("users":1,"deployments":0)")));
}

TEST(UnitCosts, OnTheBilledBasis) {
  TestDaemon daemon;
  send_october(daemon);
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&basis=billed&group_by=service"),
              AllOf(HasSubstr(R"("service":"api","amount_usd":1,"amount_usd_exact":"1","requests":3)"),
                    HasSubstr(R"("amount_per_request_usd_exact":"0.333333333333")"),
                    HasSubstr(R"("service":"web","amount_usd":null)")));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&basis=billed&group_by=environment", 400),
              HasSubstr("group_by: unit costs on the billed basis have no environment"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&basis=billed&bucket=hour", 400),
              HasSubstr("bucket: none"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "&route=/chat", 400), HasSubstr("unknown parameter"));
}

TEST(UnitCosts, RequestsWithoutAPriceAreTold) {
  TestDaemon daemon;
  send(daemon, "/v1/requests",
       request("1", "2026-10-03", "api", "") +
           R"({"id":"2","ts":"2026-10-03T15:01:00Z","service":"api","provider":"acme","model":"unheard-of",)"
           R"("status":200,"latency_ms":840,"input_tokens":10,"output_tokens":1000})");
  EXPECT_THAT(ask(daemon, kOctober),
              AllOf(HasSubstr(R"("requests":2,"unpriced_requests":1)"),
                    HasSubstr(R"("amount_per_request_usd_exact":"0.015","amount_per_1k_tokens_usd":null)"),
                    HasSubstr("1 requests have no price")));
}

}  // namespace
}  // namespace shiptally::tests
