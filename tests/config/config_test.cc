#include "daemon/config/config.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/config/contents.h"

namespace shiptally::config {
namespace {

using testing::HasSubstr;

/// Everything but the fleet, which has no ==.
void expect_equal(const Config& a, const Config& b) {
  EXPECT_EQ(a.listen, b.listen);
  EXPECT_EQ(a.data_dir, b.data_dir);
  EXPECT_EQ(a.log_level, b.log_level);
  EXPECT_EQ(a.loopback_read, b.loopback_read);
  EXPECT_EQ(a.github_secret_file, b.github_secret_file);
  EXPECT_EQ(a.user_key_file, b.user_key_file);
  EXPECT_EQ(a.high_water_file, b.high_water_file);
  EXPECT_EQ(a.tail, b.tail);
  EXPECT_EQ(a.limits, b.limits);
  EXPECT_EQ(a.slow_query, b.slow_query);
  EXPECT_EQ(a.delivery, b.delivery);
  EXPECT_EQ(a.keep_requests, b.keep_requests);
  EXPECT_EQ(a.confirm_clock, b.confirm_clock);
  EXPECT_EQ(a.names, b.names);
  EXPECT_EQ(a.bills, b.bills);
  EXPECT_EQ(a.money.fx, b.money.fx);
  EXPECT_EQ(a.fx_files, b.fx_files);
  EXPECT_EQ(a.money.allocation, b.money.allocation);
  EXPECT_EQ(a.money.cost_centres, b.money.cost_centres);
  EXPECT_EQ(a.money.budgets, b.money.budgets);
  EXPECT_EQ(a.money.drift_per_mille, b.money.drift_per_mille);
  EXPECT_EQ(a.money.drift_amount, b.money.drift_amount);
  EXPECT_EQ(a.price_files, b.price_files);
  EXPECT_EQ(a.negotiated, b.negotiated);
  EXPECT_EQ(a.providers, b.providers);
  EXPECT_EQ(a.fleet.size(), b.fleet.size());
  EXPECT_EQ(a.reports, b.reports);
}

TEST(Config, WithoutAnyTextIsTheDefaults) {
  for (const char* text : {"", "\n", "\r\n", "# nothing\n", "---\n", "--- # nothing\n...\n", "\xEF\xBB\xBF",
                           "%YAML 1.2\n---\n", "limits:\nnames:\n  teams:\n"})
    expect_equal(read_config(text, "c.yaml").value(), Config{});
}

TEST(Config, ShippedFileShowsTheDefaults) {
  const auto config = read_config(contents(kRoot / "packaging/shiptally.yaml"), "shiptally.yaml");
  ASSERT_TRUE(config.has_value()) << config.error().message;
  expect_equal(*config, Config{});
}

/// The settings behind "#" are part of the example: they must load too.
TEST(Config, ShippedFileLoadsWithEverySettingOn) {
  std::istringstream lines(contents(kRoot / "packaging/shiptally.yaml"));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line == "fleet: []" || line == "tail: []" || line == "  rules: []" || line == "providers: []" ||
        line == "reports: []" || line == "budgets: []" || line == "  negotiated: []")
      continue;
    const bool setting = line.size() > 1 && line[0] == '#' && (line[1] != ' ' || line.starts_with("#  "));
    text += (setting ? line.substr(1) : line) + "\n";
  }
  const auto config = read_config(text, "shiptally.yaml", "/run/credentials");
  ASSERT_TRUE(config.has_value()) << config.error().message;
  EXPECT_EQ(config->github_secret_file, "/run/credentials/secrets_github");
  EXPECT_EQ(config->user_key_file, "/run/credentials/secrets_user-key");
  EXPECT_EQ(config->names.environments, (std::vector<NameRule>{{"blue", "production"}, {"pr-*", "preview"}}));
  EXPECT_EQ(config->names.services, (std::vector<NameRule>{{"api-gateway-*", "api"}}));
  const Instant handed_over = parse_instant("2026-04-01").value();
  EXPECT_EQ(
      config->names.teams,
      (std::vector<TeamRule>{{"api", {{"platform", {}, {}}}},
                             {"checkout", {{"payments", {}, handed_over}, {"growth", handed_over, {}}}}}));
  EXPECT_EQ(config->delivery.paths,
            (std::vector<PathRule>{{"checkout", "acme/shop", {"services/checkout/**", "libs/money/**"}}}));
  EXPECT_EQ(config->bills.mappings,
            (std::map<std::string, BillMapping>{
                {"acme",
                 {{{"billed_cost", "Amount"}, {"from", "Date"}, {"description", "Text"}},
                  {{"provider", "acme"}, {"currency", "EUR"}}}}}));
  ProviderAccount acme;
  acme.name = "acme";
  acme.key_file = "/run/credentials/secrets_anthropic";
  acme.base_url = "https://api.anthropic.com";
  acme.since = parse_instant("2026-10-01").value();
  EXPECT_EQ(config->providers, (std::vector<ProviderAccount>{acme}));
  ASSERT_EQ(config->money.allocation.size(), 3U);
  EXPECT_EQ(config->money.allocation[1], (AllocationRule{"idle machines",
                                                         {},
                                                         {},
                                                         {},
                                                         {},
                                                         true,
                                                         ShareBy::fixed,
                                                         {{"platform", 60'000'000}, {"research", 25'000'000}},
                                                         100'000'000}));
  EXPECT_EQ(config->money.allocation[2].parts,
            (std::vector<std::pair<std::string, std::int64_t>>{{"growth", 1}, {"payments", 1}}));
  Budget assistants{.name = "assistants", .amount = Money::from_dollars(5000)};
  assistants.filter[Dimension::team] = {"growth"};
  assistants.tags = {{"feature", "chat"}};
  assistants.from = parse_instant("2026-01-01").value();
  assistants.to = parse_instant("2027-01-01").value();
  EXPECT_EQ(config->money.budgets, std::vector<Budget>{assistants});
  EXPECT_EQ(config->money.cost_centres,
            (std::vector<CostCentre>{{"4711", {"payments", "growth"}, {}},
                                     {"research", {"lab-*"}, {"checkout-experiments"}}}));
  ASSERT_EQ(config->fleet.size(), 1U);
  EXPECT_EQ(config->fleet[0].model, "llama-3.3-70b");
  const std::vector<ReportTarget> targets = {
      ReportDirectory{"/srv/reports"},
      ReportMail{{"cfo@example.com"},
                 "shiptally@example.com",
                 "smtp://mail.example.com:587",
                 "shiptally",
                 "/run/credentials/secrets_smtp",
                 "/etc/ssl/certs/acme.pem",
                 true},
      ReportWebhook{"https://erp.example.com/reports", "/run/credentials/secrets_erp", false}};
  EXPECT_EQ(config->reports,
            (std::vector<ReportRule>{{"finance", {ReportFormat::xlsx, ReportFormat::html}, 3, 6, targets}}));
  EXPECT_EQ(config->tail, (std::vector<TailFile>{{"/var/log/gateway/requests.ndjson*", "requests", false}}));
  // Every key there is: a new one must be shown as well.
  for (const char* key : {"listen",
                          "data_dir",
                          "level",
                          "loopback_read",
                          "secret_file",
                          "user_key_file",
                          "high_water_file",
                          "header_bytes",
                          "body_bytes",
                          "unproven_body_bytes",
                          "decoded_bytes",
                          "connections",
                          "connections_per_address",
                          "decode_queue_bytes",
                          "queue_rows",
                          "queue_bytes",
                          "queue_wait_ms",
                          "answer_bytes",
                          "series",
                          "query_deadline_ms",
                          "header_deadline_ms",
                          "read_deadline_ms",
                          "idle_deadline_ms",
                          "shutdown_deadline_ms",
                          "write_deadline_ms",
                          "slow_ms",
                          "incident_window",
                          "hotfix_branches",
                          "revert_branches",
                          "repo",
                          "globs",
                          "requests",
                          "team_tags",
                          "service_tags",
                          "mappings",
                          "columns",
                          "values",
                          "environments",
                          "services",
                          "teams",
                          "files",
                          "negotiated",
                          "models",
                          "factor",
                          "source",
                          "provider",
                          "model",
                          "machines",
                          "key_file",
                          "base_url",
                          "interval",
                          "deadline",
                          "since",
                          "restate_days",
                          "what",
                          "from",
                          "to",
                          "rules",
                          "name",
                          "providers",
                          "categories",
                          "idle_only",
                          "by",
                          "shares",
                          "cost_centres",
                          "budgets",
                          "amount_usd",
                          "period",
                          "basis",
                          "tags",
                          "thresholds",
                          "drift_per_mille",
                          "drift_usd",
                          "reports",
                          "report",
                          "formats",
                          "day",
                          "hour",
                          "deliver",
                          "directory",
                          "mail",
                          "server",
                          "user",
                          "password_file",
                          "ca_file",
                          "require_tls",
                          "webhook",
                          "url",
                          "private_addresses"})
    EXPECT_THAT(text, HasSubstr(std::string(key) + ":"));
}

TEST(Config, ReadsEveryKey) {
  const auto config = read_config(R"(
listen: "[::]:80"
data_dir: /srv/data
log: {level: error}
access: {loopback_read: true}
hooks: {github: {secret_file: /etc/secret}}
user_key_file: $CREDENTIALS_DIRECTORY/key
high_water_file: /srv/mark
limits:
  header_bytes: 2048
  body_bytes: 1 MiB
  unproven_body_bytes: 64KiB
  decoded_bytes: 2MB
  connections: 5
  connections_per_address: 2
  decode_queue_bytes: 3MiB
  queue_rows: 1000
  queue_bytes: 4MiB
  queue_wait_ms: 250ms
  answer_bytes: 5MiB
  series: 300
  query_deadline_ms: 1500
  header_deadline_ms: 2s
  read_deadline_ms: 2m
  idle_deadline_ms: 1h
  shutdown_deadline_ms: 10ms
  write_deadline_ms: 11ms
queries: {slow_ms: 0ms}
delivery:
  incident_window: 7d
  hotfix_branches: [fix/*, "urgent-*"]
  revert_branches: []
  services:
    api:
      paths:
        - {globs: ["api/**"]}
        - {repo: acme/mono, globs: ["services/api/**", "*.lock"]}
retention: {requests: 30d, confirm_after: 12h}
names:
  environments: {PRD: production}
  services: {Api: api}
  teams:
    api: platform
    web-*:
      - {team: growth, to: 2026-01-01}
      - {team: shop, from: 2026-01-01, to: "2026-02-01T12:00:00+01:00"}
      - {team: growth, from: 2026-03-01}
allocation:
  rules:
    - {name: tax, providers: [a, b*], service_names: [S], models: [m], categories: [Tax], by: fixed, shares: {x: 0.5%, a: 99.499999%}}
    - {name: rest, by: proportional}
cost_centres: {"1": {services: [api]}}
budgets:
  - {name: a, amount_usd: 12.5, period: year, basis: billed, provider: [p], thresholds: [90]}
reconciliation: {drift_per_mille: 0, drift_usd: 0.25}
prices: {files: [/a.yaml, $CREDENTIALS_DIRECTORY/b.yaml]}
fleet:
  - {provider: p, model: m, machines: 3, from: 2026-01-01, to: "2026-02-01T00:00:00Z"}
  - {provider: p, model: n, machines: 1, from: 2026-01-01}
)",
                                  "c.yaml", "/run/creds");
  ASSERT_TRUE(config.has_value()) << config.error().message;
  Config wanted;
  wanted.listen = {.address = "::", .port = 80};
  wanted.data_dir = "/srv/data";
  wanted.log_level = LogLevel::error;
  wanted.loopback_read = true;
  wanted.github_secret_file = "/etc/secret";
  wanted.user_key_file = "/run/creds/key";
  wanted.high_water_file = "/srv/mark";
  wanted.limits = {.header_bytes = 2048,
                   .body_bytes = 1 << 20,
                   .unproven_body_bytes = 64 << 10,
                   .decoded_bytes = 2'000'000,
                   .connections = 5,
                   .connections_per_address = 2,
                   .decode_queue_bytes = 3 << 20,
                   .queue_rows = 1000,
                   .queue_bytes = 4 << 20,
                   .queue_wait = Millis(250),
                   .answer_bytes = 5 << 20,
                   .series = 300,
                   .query_deadline = Millis(1500),
                   .header_deadline = Millis(2000),
                   .read_deadline = std::chrono::minutes(2),
                   .idle_deadline = std::chrono::hours(1),
                   .shutdown_deadline = Millis(10),
                   .write_deadline = Millis(11)};
  wanted.slow_query = Millis(0);
  wanted.delivery = {.incident_window = std::chrono::hours(7 * 24),
                     .hotfix_branches = {"fix/*", "urgent-*"},
                     .revert_branches = {},
                     .paths = {{"api", "acme/mono", {"services/api/**", "*.lock"}}, {"api", "", {"api/**"}}}};
  wanted.keep_requests = std::chrono::days(30);
  wanted.confirm_clock = std::chrono::hours(12);
  const auto at = [](const char* text) { return parse_instant(text).value(); };
  wanted.names = {.environments = {{"prd", "production"}},
                  .services = {{"Api", "api"}},
                  .teams = {{"api", {{"platform", {}, {}}}},
                            {"web-*",
                             {{"growth", {}, at("2026-01-01")},
                              {"shop", at("2026-01-01"), at("2026-02-01T11:00:00Z")},
                              {"growth", at("2026-03-01"), {}}}}}};
  wanted.money.allocation = {{"tax",
                              {"a", "b*"},
                              {"S"},
                              {"Tax"},
                              {"m"},
                              false,
                              ShareBy::fixed,
                              {{"a", 99'499'999}, {"x", 500'000}},
                              100'000'000},
                             {"rest", {}, {}, {}, {}, false, ShareBy::proportional, {}, 0}};
  wanted.money.cost_centres = {{"1", {}, {"api"}}};
  wanted.money.budgets = {{.name = "a",
                           .amount = Money::parse("12.5").value(),
                           .period = BudgetPeriod::year,
                           .basis = CostBasis::billed,
                           .thresholds = {90}}};
  wanted.money.budgets[0].filter[Dimension::provider] = {"p"};
  wanted.money.drift_per_mille = 0;
  wanted.money.drift_amount = Money::parse("0.25").value();
  wanted.price_files = {"/a.yaml", "/run/creds/b.yaml"};
  wanted.fleet.resize(2);
  expect_equal(*config, wanted);
  EXPECT_EQ(config->fleet[0].machines, 3);
  EXPECT_EQ(config->fleet[0].from, parse_instant("2026-01-01").value());
  EXPECT_EQ(config->fleet[0].to, parse_instant("2026-02-01").value());
  EXPECT_EQ(config->fleet[1].to, std::nullopt);
}

}  // namespace
}  // namespace shiptally::config
