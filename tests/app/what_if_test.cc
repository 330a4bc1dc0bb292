// What requests would have cost, through the daemon.

#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kOctober = "/api/v1/what_if?month=2026-10&scenario=";

std::string ask(TestDaemon& daemon, const std::string& target, int status = 200) {
  const auto answer = daemon.call("GET", target);
  EXPECT_EQ(answer.status, status) << answer.body;
  return answer.body;
}

std::string request(const char* id, const char* model, const std::string& tokens) {
  return std::string(R"({"id":")") + id +
         R"(","ts":"2026-10-03T15:01:00Z","service":"api","provider":"anthropic","model":")" + model +
         R"(","status":200,"latency_ms":840,)" + tokens + "}\n";
}

TEST(WhatIf, TheSameRequestsOtherwise) {
  TestDaemon daemon;
  EXPECT_EQ(ask(daemon, std::string(kOctober) + "batch"), "[]");
  const auto sent =
      daemon.call("POST", "/v1/requests",
                  request("1", "claude-sonnet-4-5", R"("input_tokens":1000,"output_tokens":1000)") +
                      request("2", "claude-sonnet-4-5",
                              R"("input_tokens":0,"output_tokens":0,"cache_write_5m_tokens":1000)") +
                      request("3", "unheard-of", R"("input_tokens":1000,"output_tokens":1000)"));
  ASSERT_EQ(sent.status, 200) << sent.body;
  // 0.018 and 0.00375 USD as they were.
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "batch&group_by=service"),
              HasSubstr(R"("service":"api","requests":2,"left_out_requests":1,"cost_usd":0.02175,)"
                        R"("cost_usd_exact":"0.02175","scenario_usd":0.010875,)"
                        R"("scenario_usd_exact":"0.010875","difference_usd":-0.010875)"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "no_cache"), HasSubstr(R"("scenario_usd_exact":"0.021")"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "cache_1h"), HasSubstr(R"("scenario_usd_exact":"0.024")"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "model:anthropic/claude-haiku-4-5"),
              AllOf(HasSubstr(R"("difference_usd":-0.0145)"), HasSubstr("the same tokens in each bucket")));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "batch&group_by=model"),
              HasSubstr(R"("requests":0,"left_out_requests":1,"cost_usd":null,"cost_usd_exact":null,)"
                        R"("scenario_usd":null)"));
}

TEST(WhatIf, RefusesWhatItCannotAnswer) {
  TestDaemon daemon;
  EXPECT_THAT(ask(daemon, "/api/v1/what_if", 400), HasSubstr("scenario: model:PROVIDER/MODEL, batch"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "model:anthropic/gpt", 400), HasSubstr("has no model"));
  EXPECT_THAT(ask(daemon, std::string(kOctober) + "batch&group_by=token_class", 400),
              HasSubstr("token_class"));
}

}  // namespace
}  // namespace shiptally::tests
