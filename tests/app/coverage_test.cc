// Data quality through the daemon: what senders forget is found, and as of an instant what they had forgotten
// by then.

#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNovember = "/api/v1/coverage?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";

void send(TestDaemon& daemon, const std::string& path, const std::string& body) {
  const auto answer = daemon.call("POST", path, body);
  ASSERT_EQ(answer.status, 200) << answer.body;
}

std::string ask(TestDaemon& daemon, const std::string& more = {}) {
  const auto answer = daemon.call("GET", kNovember + more);
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.body;
}

TEST(Coverage, FindsWhatSendersForget) {
  TestDaemon daemon;
  EXPECT_EQ(ask(daemon), "[]");
  send(daemon, "/v1/deployments",
       R"({"id":"1","service":"checkout","status":"success","finished_at":"2026-11-10T10:00:00Z",)"
       R"("commits":[{"repo":"acme/shop","sha":"757107ea0eb2509fc211221cce984b8a37570b6d"}]})");
  send(daemon, "/v1/incidents", R"({"id":"7","service":"chekout","opened_at":"2026-11-11T10:00:00Z"})");
  send(daemon, "/v1/requests",
       R"({"id":"r1","ts":"2026-11-12T15:01:00Z","service":"assistant","provider":"anthropic",)"
       R"("model":"claude-sonnet-4-5","status":200,"latency_ms":840,"input_tokens":1,"output_tokens":2})");
  const std::string first = ask(daemon);
  EXPECT_THAT(first,
              HasSubstr(R"("check":"incident_service_unknown","subject":"incidents","service":"chekout",)"
                        R"("environment":"production","source":null,"affected":1,"total":1,)"
                        R"("affected_ratio":1,"examples":["api/7"],"since":1794391200000)"));
  EXPECT_THAT(first, AllOf(HasSubstr("did you mean checkout?"), HasSubstr("request_service_unknown"),
                           HasSubstr(R"("service":"assistant")"), HasSubstr("commit_unknown"),
                           HasSubstr("deployment_without_baseline")));
  EXPECT_LT(first.find("incident_service_unknown"), first.find("request_service_unknown"));
  EXPECT_LT(first.find("request_service_unknown"), first.find("commit_unknown"));
  EXPECT_THAT(ask(daemon, "&service=checkout"), Not(HasSubstr("chekout")));
  EXPECT_THAT(ask(daemon, "&format=csv"), HasSubstr("check,subject,service,"));

  daemon.move_clock_to(parse_instant("2026-12-02T00:00:00Z").value());
  send(daemon, "/v1/incidents", R"({"retract":{"id":"7"}})");
  EXPECT_THAT(ask(daemon), Not(HasSubstr("incident_service_unknown")));
  EXPECT_EQ(ask(daemon, "&as_of=2026-12-01T00:00:00Z"), first);
}

TEST(Coverage, OfMoney) {
  TestDaemon daemon;
  send(daemon, "/v1/requests",
       R"({"id":"r1","ts":"2026-11-12T15:01:00Z","service":"api","provider":"acme","model":"unheard-of",)"
       R"("status":200,"latency_ms":840,"input_tokens":1,"output_tokens":2})"
       "\n"
       R"({"id":"r2","ts":"2026-11-12T15:01:00Z","service":"api","provider":"anthropic","team":"core",)"
       R"("model":"claude-sonnet-4-5","status":200,"latency_ms":840,"input_tokens":1,"output_tokens":2})");
  send(daemon, "/v1/charges",
       R"({"id":"a","provider":"globex","from":"2026-11-12","to":"2026-11-13","billed_cost":"1",)"
       R"("category":"Usage","model":"ghost"})"
       "\n"
       R"({"id":"b","provider":"globex","from":"2026-11-12","to":"2026-11-13","billed_cost":"1",)"
       R"("currency":"JPY"})");
  const std::string found = ask(daemon);
  for (const char* row :
       {R"("check":"requests_unpriced","subject":"requests","service":null,"environment":null,)"
        R"("source":"acme","affected":1,"total":1,"affected_ratio":1,"examples":["unheard-of"])",
        R"("check":"tokens_unpriced")", R"("check":"requests_without_team")",
        R"("check":"usage_without_bill","subject":"days of a model","service":null,"environment":null,)"
        R"("source":"anthropic","affected":1,"total":1)",
        R"("check":"bill_without_usage")", R"("check":"charges_unallocated")",
        R"("check":"charges_unconverted","subject":"charges","service":null,"environment":null,)"
        R"("source":"globex","affected":1,"total":2)",
        R"("check":"bill_source_quiet")", "an exchange rate of JPY"})
    EXPECT_THAT(found, HasSubstr(row));
  EXPECT_THAT(ask(daemon, "&service=api"), Not(HasSubstr("requests_unpriced")));
}

TEST(Coverage, OfRequestsWhoseNamesGaveWay) {
  config::Config config;
  config.limits.series = 100;
  TestDaemon daemon(config);
  std::string rows;
  for (int i = 0; i < 100; ++i)
    rows += R"({"id":")" + std::to_string(i) +
            R"(","ts":"2026-11-12T15:01:00Z","service":"api","route":"/call )" + std::to_string(i) +
            R"(","provider":"anthropic","model":"claude-sonnet-4-5","status":200,)" +
            R"("latency_ms":840,"input_tokens":1,"output_tokens":2})" + "\n";
  send(daemon, "/v1/requests", rows);
  EXPECT_THAT(ask(daemon),
              HasSubstr(R"("check":"requests_without_names","subject":"requests","service":null,)"
                        R"("environment":null,"source":null,"affected":20,"total":100,)"
                        R"("affected_ratio":0.2,"examples":["api"])"));
}

TEST(Coverage, ASourceThatFallsSilent) {
  TestDaemon daemon;
  Instant now = parse_instant("2026-12-01T00:00:00Z").value();
  for (int hour = 0; hour < 12; ++hour, now += std::chrono::hours(1)) {
    daemon.move_clock_to(now);
    send(daemon, "/v1/deployments",
         R"({"id":")" + std::to_string(hour) + R"(","source":"ci","service":"api","status":"success",)" +
             R"("kind":"baseline","finished_at":")" + format_instant(now) + "\"}");
    send(daemon, "/v1/requests",
         R"({"id":"r)" + std::to_string(hour) + R"(","ts":")" + format_instant(now) +
             R"(","service":"api","provider":"anthropic","model":"claude-sonnet-4-5","status":200,)"
             R"("latency_ms":840,"input_tokens":1,"output_tokens":2})");
  }
  EXPECT_THAT(ask(daemon), Not(HasSubstr("source_quiet")));
  daemon.move_clock_to(now + std::chrono::hours(4));
  const std::string later = ask(daemon);
  EXPECT_THAT(later, AllOf(HasSubstr(R"("check":"source_quiet","subject":"deployments")"),
                           HasSubstr(R"("source":"ci")"),
                           HasSubstr(R"("check":"source_quiet","subject":"requests")")));
  EXPECT_THAT(ask(daemon, "&as_of=" + format_instant(now)), Not(HasSubstr("source_quiet")));
}

}  // namespace
}  // namespace shiptally::tests
