// From a provider's pages to facts, in the daemon.

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>

#include "schema/base/money.h"
#include "tests/app/provider_stand_in.h"
#include "tests/app/test_daemon.h"
#include "tests/e2e/flat_json.h"
#include "tests/e2e/plain_sql.h"
#include "tests/net/raw_server.h"

namespace shiptally::tests {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kKey = "sk-admin-0123456789abcdef";

Instant at(const char* text) { return parse_instant(text).value(); }

ProviderAccount account(const std::string& name, Vendor vendor, const std::string& url,
                        const std::string& key_file) {
  ProviderAccount out;
  out.name = name;
  out.vendor = vendor;
  out.key_file = key_file;
  out.base_url = url;
  out.since = at("2026-11-29");
  return out;
}

std::string anthropic_usage(const std::string& workspace, const std::string& model, int input, int output) {
  return R"({"uncached_input_tokens":)" + std::to_string(input) +
         R"(,"cache_creation":{"ephemeral_1h_input_tokens":3,"ephemeral_5m_input_tokens":2},"cache_read_input_tokens":1,)"
         R"("output_tokens":)" +
         std::to_string(output) +
         R"(,"server_tool_use":{"web_search_requests":1},"api_key_id":null,"workspace_id":)" + workspace +
         R"(,"model":")" + model +
         R"(","service_tier":"standard","context_window":"0-200k","inference_geo":"global"})";
}

std::string anthropic_cost(const std::string& cents, const std::string& description,
                           const std::string& workspace = "null") {
  return R"({"currency":"USD","amount":")" + cents + R"(","workspace_id":)" + workspace +
         R"(,"description":")" + description +
         R"(","cost_type":"tokens","model":"claude-sonnet-4-5-20250929","token_type":"output_tokens"})";
}

std::string openai_usage(const std::string& model, int input, int cached) {
  return R"({"object":"organization.usage.completions.result","input_tokens":)" + std::to_string(input) +
         R"(,"input_cached_tokens":)" + std::to_string(cached) +
         R"(,"output_tokens":5,"num_model_requests":4,"project_id":"proj_1","api_key_id":"key_1","model":")" +
         model + R"(","batch":false,"service_tier":"default"})";
}

std::string openai_cost(const std::string& value, const std::string& line_item) {
  return R"({"object":"organization.costs.result","amount":{"value":)" + value +
         R"(,"currency":"usd"},"line_item":)" + line_item + R"(,"project_id":"proj_1"})";
}

class PollersTest : public testing::Test {
 protected:
  PollersTest() { std::ofstream(dir_.file("key")) << kKey << "\n"; }

  void start(std::vector<ProviderAccount> accounts) {
    config::Config config;
    config.providers = std::move(accounts);
    daemon_ = std::make_unique<TestDaemon>(std::move(config));
  }
  ProviderAccount acme(const std::string& url) const {
    return account("acme", Vendor::anthropic, url, dir_.file("key"));
  }
  ProviderAccount beta(const std::string& url) const {
    return account("beta", Vendor::openai, url, dir_.file("key"));
  }

  e2e::JsonRow poller(const std::string& source) {
    for (auto& row : e2e::FlatJson::rows(daemon_->call("GET", "/api/v1/pollers").body))
      if (row["source"] == source) return row;
    return {};
  }
  /// Waits until every report was read at the daemon's present.
  void wait_until_read() {
    const std::string now = std::to_string(to_ms(daemon_->now()));
    for (bool all = false; !all;) {
      std::this_thread::yield();
      const auto rows = e2e::FlatJson::rows(daemon_->call("GET", "/api/v1/pollers").body);
      all = !rows.empty() &&
            std::all_of(rows.begin(), rows.end(), [&](const auto& r) { return r.at("last_success") == now; });
    }
  }
  /// Waits until the report failed at the daemon's present, and says as what.
  std::string wait_for_error(const std::string& source) {
    const std::string now = std::to_string(to_ms(daemon_->now()));
    for (;;) {
      std::this_thread::yield();
      const auto row = poller(source);
      if (row.contains("error_time") && row.at("error_time") == now) return row.at("error");
    }
  }
  std::vector<std::string> sql(const std::string& query) {
    std::vector<std::string> out;
    for (const auto& row : e2e::PlainSql(daemon_->data_dir()).rows(query)) {
      std::string text;
      for (const auto& cell : row) text += (text.empty() ? "" : " ") + cell.value_or("-");
      out.push_back(text);
    }
    return out;
  }
  std::string billed(const std::string& provider) {
    Money sum;
    for (const std::string& amount :
         sql("SELECT billed_cost FROM charges WHERE provider = '" + provider + "'"))
      sum += Money::parse(amount).value();
    return sum.str();
  }

  TempDir dir_;
  ProviderStandIn provider_;
  std::unique_ptr<TestDaemon> daemon_;
};

TEST_F(PollersTest, ReportsBecomeFactsToTheLastDigit) {
  provider_.rows_a_page(2);
  provider_.set(kAnthropicUsage, at("2026-11-29"),
                {anthropic_usage("null", "claude-sonnet-4-5-20250929", 100, 10),
                 anthropic_usage("\"wrkspc_1\"", "claude-sonnet-4-5-20250929", 1000, 10),
                 anthropic_usage("\"wrkspc_2\"", "claude-sonnet-4-5-20250929", 10000, 10)});
  provider_.set(kAnthropicUsage, at("2026-12-01"),
                {anthropic_usage("null", "claude-opus-4-5-20251101", 7, 7)});
  provider_.set(
      kAnthropicCosts, at("2026-11-30"),
      {anthropic_cost("123.45", "a"), anthropic_cost("0.0021", "b"), anthropic_cost("-50.000001", "credit"),
       anthropic_cost("1.2E-7", "c", "\"wrkspc_1\""), anthropic_cost("5", "d"), anthropic_cost("5", "d")});
  provider_.set(kOpenAiCompletions, at("2026-11-30"), {openai_usage("gpt-5-mini-2025-08-07", 1000, 800)});
  provider_.set(
      kOpenAiEmbeddings, at("2026-11-30"),
      {R"({"input_tokens":9,"num_model_requests":2,"project_id":"proj_1","model":"text-embedding-3-small"})"});
  provider_.set(
      kOpenAiCosts, at("2026-11-29"),
      {openai_cost("0.06", R"("gpt-5-mini-2025-08-07, input")"), openai_cost("1.2E-7", R"("web search")"),
       openai_cost("-3.10", "null"), openai_cost("123456789012345.123456789012", R"("big")")});
  start({acme(provider_.url()), beta(provider_.url())});
  wait_until_read();

  EXPECT_EQ(billed("anthropic"), "0.8345209912");
  EXPECT_EQ(billed("openai"), "123456789012342.083456909012");
  EXPECT_THAT(
      sql("SELECT billed_cost, model, sku, description FROM charges WHERE source = 'beta/openai_costs'"),
      UnorderedElementsAre("0.06 gpt-5-mini gpt-5-mini-2025-08-07, input gpt-5-mini-2025-08-07, input",
                           "0.00000012  web search web search", "-3.1   ",
                           "123456789012345.123456789012  big big"));
  EXPECT_EQ(
      daemon_->call("GET", "/api/v1/provider_usage?bucket=day&from=2026-11-29&to=2026-12-02&format=csv").body,
      "time,end_time,provider,model,tier,sub_account,requests,input_tokens,cache_read_tokens,"
      "cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,web_searches\r\n"
      "1795910400000,1795996800000,anthropic,claude-sonnet-4-5,standard,,,100,1,2,3,10,0,1\r\n"
      "1795910400000,1795996800000,anthropic,claude-sonnet-4-5,standard,wrkspc_1,,1000,1,2,3,10,0,1\r\n"
      "1795910400000,1795996800000,anthropic,claude-sonnet-4-5,standard,wrkspc_2,,10000,1,2,3,10,0,1\r\n"
      "1795996800000,1796083200000,openai,gpt-5-mini,default,proj_1,4,200,800,0,0,5,0,0\r\n"
      "1795996800000,1796083200000,openai,text-embedding-3-small,,proj_1,2,9,0,0,0,0,0,0\r\n"
      "1796083200000,1796169600000,anthropic,claude-opus-4-5,standard,,,7,1,2,3,7,0,1\r\n");
  const auto row = poller("acme/anthropic_usage");
  EXPECT_EQ(row.at("read_from"), std::to_string(to_ms(at("2026-11-29"))));
  EXPECT_EQ(row.at("read_to"), std::to_string(to_ms(at("2026-12-01"))));
  EXPECT_EQ(row.at("next_time"), std::to_string(to_ms(at("2026-12-01T01:00:00Z"))));
  EXPECT_EQ(row.at("error"), "null");
}

TEST_F(PollersTest, TheKeyGoesToTheProviderOnly) {
  start({acme(provider_.url()), beta(provider_.url())});
  wait_until_read();
  EXPECT_EQ(provider_.requests(kAnthropicUsage).at(0).header("x-api-key"), kKey);
  EXPECT_EQ(provider_.requests(kAnthropicUsage).at(0).header("anthropic-version"), "2023-06-01");
  EXPECT_EQ(provider_.requests(kOpenAiCosts).at(0).header("authorization"), std::string("Bearer ") + kKey);
  const std::string metrics = daemon_->call("GET", "/metrics").body;
  EXPECT_THAT(metrics,
              HasSubstr("shiptally_poll_success_timestamp_seconds{source=\"beta/openai_costs\"} 1796083200"));
  EXPECT_THAT(metrics, Not(HasSubstr(kKey)));
}

TEST_F(PollersTest, WhatIsRestatedIsANewVersionAndWhatVanishedIsTakenBack) {
  const Instant day = at("2026-11-30");
  provider_.rows_a_page(1);
  provider_.set(kAnthropicCosts, day,
                {anthropic_cost("100", "a"), anthropic_cost("200", "b"), anthropic_cost("1", "c")});
  provider_.set(kAnthropicUsage, day, {anthropic_usage("null", "claude-sonnet-4-5", 1, 1)});
  start({acme(provider_.url())});
  wait_until_read();
  EXPECT_EQ(billed("anthropic"), "3.01");

  provider_.set(kAnthropicCosts, day, {anthropic_cost("1", "c"), anthropic_cost("150.5", "a")});
  provider_.set(kAnthropicUsage, day, {});
  daemon_->move_clock_to(at("2026-12-01T01:00:00Z"));
  wait_until_read();
  EXPECT_EQ(billed("anthropic"), "1.515");
  EXPECT_THAT(sql("SELECT count(*) FROM provider_usage"), ElementsAre("0"));
  EXPECT_THAT(
      sql("SELECT description, count(*) FROM charge_revision WHERE finality < 2 GROUP BY 1 ORDER BY 1"),
      ElementsAre("a 2", "b 1", "c 1"));

  provider_.set(kAnthropicCosts, day,
                {anthropic_cost("1", "c"), anthropic_cost("150.5", "a"), anthropic_cost("200", "b")});
  daemon_->move_clock_to(at("2026-12-01T02:00:00Z"));
  wait_until_read();
  EXPECT_EQ(billed("anthropic"), "3.515");

  // After an outage what was provisional before is read again; what is older than restate_days no more.
  provider_.set(kAnthropicCosts, day, {anthropic_cost("1", "c")});
  daemon_->move_clock_to(at("2026-12-09T02:00:00Z"));
  wait_until_read();
  EXPECT_EQ(billed("anthropic"), "0.01");
  provider_.set(kAnthropicCosts, day, {});
  daemon_->move_clock_to(at("2026-12-09T03:00:00Z"));
  wait_until_read();
  EXPECT_EQ(billed("anthropic"), "0.01");
}

TEST_F(PollersTest, TroubleIsToldAndTakesNothingBack) {
  const auto answer = [](int status, std::string body, net::Fields headers = {}) {
    net::HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
  };
  const std::string empty_page = R"({"data":[{"start_time":1795996800,"end_time":1796083200,"results":[]}],)";
  const struct {
    const char* error;
    std::vector<net::HttpResponse> answers;
    const char* reason;
    std::int64_t wait_s;
  } kCases[] = {
      {"rate_limited", {answer(429, "{}", {{"Retry-After", "7200"}})}, "HTTP 429", 7200},
      {"server_error", {answer(500, "oops")}, "HTTP 500", 0},
      {"unauthorised", {answer(401, std::string("no such key: ") + kKey)}, "HTTP 401", 3600},
      {"unreadable", {answer(200, "{\"data\":[")}, "", 0},
      {"unreadable",
       {answer(200, empty_page + R"("has_more":")" + kKey + "\"}")},
       "has_more: expected a boolean, got string",
       0},
      {"endless",
       {answer(200, empty_page + R"("has_more":true,"next_page":"page_7"})"),
        answer(200, empty_page + R"("has_more":true,"next_page":"page_7"})")},
       "next_page leads to pages that were read",
       0},
  };
  provider_.set(kOpenAiCosts, at("2026-11-30"), {openai_cost("1.25", R"("gpt-5-mini, input")")});
  ProviderAccount only_costs = beta(provider_.url());
  only_costs.usage = false;
  only_costs.restate_days = 30;
  start({only_costs});
  wait_until_read();
  for (const auto& c : kCases) {
    provider_.answer_next(kOpenAiCosts, c.answers);
    daemon_->move_clock_to(daemon_->now() + hours(25));
    EXPECT_EQ(wait_for_error("beta/openai_costs"), c.error);
    const auto row = poller("beta/openai_costs");
    EXPECT_THAT(row.at("reason"), HasSubstr(c.reason));
    EXPECT_THAT(row.at("reason"), Not(HasSubstr("sk-admin")));
    const std::int64_t waits = std::stoll(row.at("next_time")) - to_ms(daemon_->now());
    EXPECT_EQ(waits, c.wait_s > 0 ? c.wait_s * 1000 : waits) << c.error;
    EXPECT_GE(waits, 60'000) << c.error;
    EXPECT_EQ(billed("openai"), "1.25") << c.error;
    const std::string counter =
        std::string("shiptally_poll_errors_total{source=\"beta/openai_costs\",reason=\"") + c.error + "\"}";
    EXPECT_NE(daemon_->call("GET", "/metrics").body.find(counter), std::string::npos) << c.error;
  }
  daemon_->move_clock_to(daemon_->now() + hours(25));
  wait_until_read();
  EXPECT_EQ(poller("beta/openai_costs").at("error"), "null");
}

TEST_F(PollersTest, AnAnswerThatStopsHalfWayIsNoAnswer) {
  const std::string part =
      R"({"data":[{"start_time":1795996800,"end_time":1796083200,"results":[]}],"has_more":false})";
  const RawServer cut("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                      std::to_string(part.size() + 10) + "\r\n\r\n" + part);
  ProviderAccount only_costs = beta(cut.url());
  only_costs.usage = false;
  start({only_costs});
  EXPECT_EQ(wait_for_error("beta/openai_costs"), "unreachable");
}

TEST_F(PollersTest, ASlowPageIsGivenUpAndAMissingKeyIsTold) {
  provider_.silent_from(kOpenAiCosts, 0);
  ProviderAccount slow = beta(provider_.url()), keyless = acme(provider_.url());
  slow.usage = keyless.usage = false;
  slow.deadline = Millis(50);
  keyless.key_file = dir_.file("no such key");
  start({slow, keyless});
  EXPECT_EQ(wait_for_error("beta/openai_costs"), "unreachable");
  EXPECT_EQ(wait_for_error("acme/anthropic_costs"), "unauthorised");
  EXPECT_THAT(poller("acme/anthropic_costs").at("reason"), HasSubstr("no such key"));
}

TEST_F(PollersTest, TheEndOfTheDaemonDoesNotWaitForAnAnswer) {
  provider_.rows_a_page(1);
  provider_.set(kOpenAiCosts, at("2026-11-29"), {openai_cost("1", "\"a\"")});
  provider_.set(kOpenAiCosts, at("2026-11-30"), {openai_cost("2", "\"a\""), openai_cost("4", "\"b\"")});
  provider_.silent_from(kOpenAiCosts, 1);
  ProviderAccount slow = beta(provider_.url());
  slow.usage = false;
  slow.deadline = hours(1);
  start({slow});
  provider_.wait_for_requests(kOpenAiCosts, 2);
  EXPECT_EQ(billed("openai"), "1") << "the first day is whole";
  provider_.silent_from(kOpenAiCosts, 100);
  daemon_->restart();
  wait_until_read();
  EXPECT_EQ(billed("openai"), "7");
  EXPECT_THAT(sql("SELECT count(*) FROM charge_revision"), ElementsAre("3"));
}

TEST_F(PollersTest, AReloadKeepsTheWaitOfAnAccountThatStaysAsItWas) {
  provider_.answer_next(kOpenAiCosts, {{.status = 429, .headers = {{"Retry-After", "7200"}}}});
  ProviderAccount only_costs = beta(provider_.url());
  only_costs.usage = false;
  start({only_costs});
  EXPECT_EQ(wait_for_error("beta/openai_costs"), "rate_limited");
  const std::string next = poller("beta/openai_costs").at("next_time");
  config::Config config;
  config.providers = {only_costs, acme(provider_.url())};
  daemon_->reload(config);
  provider_.wait_for_requests(kAnthropicCosts, 1);
  EXPECT_EQ(poller("beta/openai_costs")["next_time"], next);
}

TEST_F(PollersTest, APositionThatCannotBeReadIsNoReasonToBeginAnew) {
  ProviderAccount only_costs = beta(provider_.url());
  only_costs.usage = false;
  start({only_costs});
  wait_until_read();
  const auto database = daemon_->data_dir() / "shiptally.db", away = daemon_->data_dir() / "away";
  std::filesystem::rename(database, away);
  only_costs.restate_days = 0;
  config::Config config;
  config.providers = {only_costs};
  daemon_->reload(config);
  EXPECT_EQ(wait_for_error("beta/openai_costs"), "store");
  std::filesystem::rename(away, database);
  daemon_->move_clock_to(daemon_->now() + hours(1));
  wait_until_read();
  EXPECT_THAT(provider_.requests(kOpenAiCosts).at(1).query,
              testing::Contains(std::pair<std::string, std::string>("start_time", "1796083200")));
}

TEST_F(PollersTest, AReloadTakesTheNewAccounts) {
  const std::string config = dir_.file("c.yaml"), data = dir_.file("data");
  std::filesystem::create_directory(data);
  std::ofstream(config) << "providers: []\n";
  e2e::DaemonProcess daemon(data, config);
  std::ofstream(config) << "providers:\n  - {name: beta, kind: openai, key_file: " << dir_.file("key")
                        << ", base_url: \"" << provider_.url() << "\", what: [costs]}\n";
  daemon.signal(SIGHUP);
  provider_.wait_for_requests(kOpenAiCosts, 1);
  EXPECT_EQ(provider_.requests(kOpenAiCosts).at(0).header("authorization"), std::string("Bearer ") + kKey);
}

TEST_F(PollersTest, AKillBetweenTwoPagesLosesAndDoublesNothing) {
  provider_.rows_a_page(2);
  provider_.set_every_day(kOpenAiCosts, {openai_cost("1.20000000001", "\"a\""), openai_cost("1e-12", "\"b\""),
                                         openai_cost("-0.5", "\"c\"")});
  const std::string config = dir_.file("c.yaml"), data = dir_.file("data");
  std::filesystem::create_directory(data);
  std::ofstream(config) << "providers:\n  - {name: beta, kind: openai, key_file: " << dir_.file("key")
                        << ", base_url: \"" << provider_.url() << "\", deadline: 10m, what: [costs]}\n";
  // Pages 0 and 1 make the first day whole; nobody answers page 2.
  provider_.silent_from(kOpenAiCosts, 2);
  for (std::size_t start = 1; start <= 6; ++start) {
    e2e::DaemonProcess daemon(data, config);
    provider_.wait_for_requests(kOpenAiCosts, 3 * start);
    daemon.signal(SIGKILL);
    daemon.wait();
  }
  provider_.silent_from(kOpenAiCosts, 1'000);
  e2e::DaemonProcess daemon(data, config);
  const auto one = [&](const std::string& query) {
    return e2e::PlainSql(data).rows(query).at(0).at(0).value();
  };
  while (one("SELECT position FROM cursor WHERE name > 'p'").ends_with(" -")) std::this_thread::yield();
  // 30 days and today; another one when midnight passed meanwhile.
  const int days = std::stoi(one("SELECT count(DISTINCT from_ms) FROM charges"));
  EXPECT_THAT(days, testing::AnyOf(31, 32));
  EXPECT_EQ(one("SELECT count(*) FROM charge_revision"), std::to_string(3 * days));
  Money sum;
  for (const auto& row : e2e::PlainSql(data).rows("SELECT billed_cost FROM charges"))
    sum += Money::parse(row.at(0).value()).value();
  EXPECT_EQ(sum.pico(), days * Money::parse("0.700000000011").value().pico());
}

}  // namespace
}  // namespace shiptally::tests
