// A story small enough to work out by hand, sent through the HTTP door; the answers are compared to the
// letter.

#include <gtest/gtest.h>

#include <cmath>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/flat_json.h"
#include "tests/e2e/http_client.h"

namespace shiptally::e2e {
namespace {

constexpr const char* kTenDays = "from=2026-11-01&to=2026-11-11";

// c1 was live before.  v2 brings c2 after 24 h and c3 after 12 h; v3 brings c4 after 2 h.  v3 hurts: an
// incident half an hour later, v2 back 90 minutes later, the incident closed another half hour later.
constexpr const char* kCommits =
    R"({"repo":"acme/shop","sha":"c100000000000000000000000000000000000000","parents":[],"authored_at":"2026-10-31T08:00:00Z"}
{"repo":"acme/shop","sha":"c200000000000000000000000000000000000000","parents":["c100000000000000000000000000000000000000"],"authored_at":"2026-11-02T08:00:00Z"}
{"repo":"acme/shop","sha":"c300000000000000000000000000000000000000","parents":["c200000000000000000000000000000000000000"],"authored_at":"2026-11-02T20:00:00Z"}
{"repo":"acme/shop","sha":"c400000000000000000000000000000000000000","parents":["c300000000000000000000000000000000000000"],"authored_at":"2026-11-05T10:00:00Z"}
)";

std::string deployment(const std::string& id, const std::string& kind, const std::string& version,
                       const std::string& sha, const std::string& finished) {
  return R"({"id":")" + id + R"(","service":"shop","status":"success","kind":")" + kind + R"(","version":")" +
         version + R"(","commits":[{"repo":"acme/shop","sha":")" + sha + std::string(38, '0') +
         R"("}],"finished_at":")" + finished + "\"}\n";
}

constexpr const char* kIncident =
    R"({"id":"i1","service":"shop","opened_at":"2026-11-05T12:30:00Z","resolved_at":"2026-11-05T14:00:00Z"})";

std::string request(const std::string& id, const std::string& model, const std::string& more) {
  return R"({"id":")" + id +
         R"(","ts":"2026-11-04T10:00:00Z","service":"shop","provider":"anthropic","model":")" + model +
         "\"," + more + "}\n";
}

class Story : public testing::Test {
 protected:
  Story() {
    post("/v1/incidents", kIncident);
    post("/v1/commits", kCommits);
    post("/v1/deployments", deployment("d3", "rollback", "v2", "c3", "2026-11-05T13:30:00Z") +
                                deployment("d2", "deploy", "v3", "c4", "2026-11-05T12:00:00Z") +
                                deployment("d1", "deploy", "v2", "c3", "2026-11-03T08:00:00Z") +
                                deployment("d0", "baseline", "v1", "c1", "2026-11-01T00:00:00Z"));
    post(
        "/v1/requests",
        // 1000 x 3 + 2000 x 0.30 + 100 x 15 USD per million = 0.0051 USD
        request(
            "r1", "claude-sonnet-4-5",
            R"("status":200,"latency_ms":900,"input_tokens":1000,"cache_read_tokens":2000,"output_tokens":100)") +
            // A batch at half the price: 333 x 0.50 + 7 x 2.50 USD per million = 0.000184 USD
            request("r2", "claude-haiku-4-5",
                    R"("status":200,"latency_ms":700,"input_tokens":333,"output_tokens":7,"tier":"batch")") +
            // No tokens, no cost; an error.
            request("r3", "claude-sonnet-4-5",
                    R"("status":429,"latency_ms":10,"input_tokens":0,"output_tokens":0)") +
            // Nobody has a price for it.
            request("r4", "nobody-prices-this",
                    R"("status":200,"latency_ms":100,"input_tokens":5,"output_tokens":6)"));
  }

  void post(const std::string& path, const std::string& body) {
    const auto answer = client_.send("POST", path, body);
    ASSERT_TRUE(answer && answer->status == 200) << path << (answer ? answer->body : "");
    ASSERT_NE(answer->body.find("\"rejected\":[]"), std::string::npos) << answer->body;
  }
  JsonRow only_row(const std::string& target) {
    const auto rows = FlatJson::rows(client_.send("GET", target + kTenDays).value().body);
    EXPECT_EQ(rows.size(), 1U);
    return rows.at(0);
  }
  static std::string token(const TempDir& dir) {
    const Finished made = run_shiptally(
        {"token", "create", "--data-dir", dir.path().string(), "--name", "test", "--scope", "ingest,read"});
    return made.out.substr(0, made.out.find('\n'));
  }

  TempDir dir_;
  std::string token_ = token(dir_);
  DaemonProcess daemon_{dir_.path()};
  HttpClient client_{daemon_.port(), token_};
};

struct Figure {
  const char *column, *value;
};

TEST_F(Story, DeliveryIsWhatTheHandSays) {
  const JsonRow row = only_row("/api/v1/dora?");
  const Figure figures[] = {
      {"time", "1793491200000"},      // 2026-11-01
      {"end_time", "1794355200000"},  // 2026-11-11
      {"deployments", "3"},           // v2, v3, v2 again; the baseline is none
      {"failed_rollouts", "0"},
      {"deployment_frequency", "0.3"},     // 3 in 10 days
      {"active_days_ratio", "0.2"},        // on the 3rd and the 5th
      {"lead_time_p50_seconds", "43200"},  // of 2, 12 and 24 h
      {"lead_time_p75_seconds", "64800"},  // half way from 12 to 24 h
      {"lead_time_p90_seconds", "77760"},  // 12 h + 0.8 x 12 h
      {"lead_time_commits", "3"},
      {"lead_time_excluded", "0"},
      {"change_fail_rate", "0.5"},  // v3 of v2 and v3
      {"failed_deployments", "1"},
      {"change_fail_denominator", "2"},
      {"recovery_time_seconds", "5400"},  // the rollback came before the incident was closed
      {"recoveries", "1"},
      {"recovery_open", "0"},
      {"mttr_mean_seconds", "5400"},  // 12:30 to 14:00
      {"mttr_median_seconds", "5400"},
      {"incidents", "1"},
      {"incidents_open", "0"},
      {"rework_rate", "0.3333333333333333"},  // the rollback, of three
      {"reworks", "1"},
      {"profile", "dora-1"},
  };
  for (const Figure& figure : figures) EXPECT_EQ(row.at(figure.column), figure.value) << figure.column;
  // Wilson's interval at 1 of 2: 1/2 +- z / (2 sqrt(2 + z^2)).
  const double z = 1.959963984540054, half = z / (2 * std::sqrt(2 + z * z));
  EXPECT_NEAR(std::stod(row.at("change_fail_rate_low")), 0.5 - half, 1e-12);
  EXPECT_NEAR(std::stod(row.at("change_fail_rate_high")), 0.5 + half, 1e-12);
}

TEST_F(Story, MoneyIsWhatTheHandSays) {
  const JsonRow row = only_row("/api/v1/cost?");
  const Figure figures[] = {
      {"requests", "4"},
      {"unpriced_requests", "1"},
      {"input_tokens", "1338"},
      {"cache_read_tokens", "2000"},
      {"output_tokens", "113"},
      {"cost_usd", "0.005284"},
      {"cost_usd_exact", "0.005284"},
      {"cost_per_request_usd_exact", "0.001761333333"},  // 0.005284 / 3 priced requests
  };
  for (const Figure& figure : figures) EXPECT_EQ(row.at(figure.column), figure.value) << figure.column;
  const JsonRow unpriced = only_row("/api/v1/cost?model=nobody-prices-this&");
  EXPECT_EQ(unpriced.at("cost_usd"), "null");
  EXPECT_EQ(unpriced.at("cost_usd_exact"), "null");
  const JsonRow errors = only_row("/api/v1/errors?");
  EXPECT_EQ(errors.at("errors"), "1");
  EXPECT_EQ(errors.at("error_rate"), "0.25");
  EXPECT_EQ(errors.at("rate_limited_errors"), "1");
}

}  // namespace
}  // namespace shiptally::e2e
