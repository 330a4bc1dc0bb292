#include "tests/store/fixture.h"

#include <cstdlib>
#include <future>

#include "daemon/store/sqlite/database.h"
#include "schema/content_hash.h"

namespace shiptally::store {

Instant minute(std::int64_t n) { return instant_from_ms(1'767'225'600'000) + std::chrono::minutes(n); }

Deployment deployment(std::string id, std::optional<Instant> updated) {
  Deployment d;
  d.key = {"api", std::move(id)};
  d.service = "checkout";
  d.environment = "production";
  d.version = "v1";
  d.commits = {{"shop/web", "aa11", minute(1)}, {"shop/\"quoted\\repo\"", "bb22"}};
  d.started = minute(1);
  d.finished = minute(2);
  d.rollout_percent = 50;
  d.updated = updated;
  return d;
}

Incident incident(std::string id) {
  Incident i;
  i.key = {"pagerduty", std::move(id)};
  i.service = "checkout";
  i.team = "shop";
  i.opened = minute(5);
  i.resolved = minute(6);
  i.external = true;
  return i;
}

Commit commit(std::string sha) {
  Commit c;
  c.key = {"shop/web", std::move(sha)};
  c.parents = {{"00", "11"}};
  c.authored = minute(0);
  c.source = "github";
  c.paths = {{"web/a.ts", "web/b \"c\".ts"}};
  return c;
}

Change change(std::string id) {
  Change c;
  c.key = {"github", std::move(id)};
  c.repo = "shop/web";
  c.opened = minute(0);
  c.merged = minute(3);
  c.author = "ada";
  c.first_review = minute(2);
  c.commits = {"aa11", "bb22"};
  c.closed = true;
  return c;
}

Review review(std::string id) {
  Review r;
  r.key = {"github", std::move(id)};
  r.change = "7";
  r.author = "grace";
  r.submitted = minute(1);
  return r;
}

Charge charge(std::string id, Instant from) {
  Charge c;
  c.key = {"focus", std::move(id)};
  c.provider = "anthropic";
  c.from = from;
  c.to = from + std::chrono::hours(24);
  c.billing_period = std::chrono::sys_days(std::chrono::year(2026) / 4 / 1);
  c.billed = Money::parse("12345678901.000000000001").value();
  c.list = Money::parse("-0.5").value();
  return c;
}

ProviderUsage usage(std::string id, Instant from) {
  ProviderUsage u;
  u.key = {"meter", std::move(id)};
  u.provider = "anthropic";
  u.from = from;
  u.to = from + std::chrono::hours(24);
  u.model = "claude-sonnet-4-5";
  u.tier = "batch";
  u.region = "us";
  u.account = "org";
  u.sub_account = "wrkspc_1";
  u.api_key = "apikey_1";
  u.context_window = "0-200k";
  u.tokens = {1'000'000'000'000, 2, 3, 4, 50, 6, 7};
  u.requests = 12;
  u.updated = from + std::chrono::hours(25);
  return u;
}

Request request(std::string_view name, Instant ts) {
  Request r;
  r.ts = ts;
  r.id = request_id("test", name);
  r.series = {"checkout", "shop", "production", "anthropic", "claude-sonnet-4-5", "/chat", "standard", "eu"};
  r.status = 200;
  r.latency_us = 1'200'000;
  r.ttft_us = 300'000;
  r.tokens = {.input = 100, .cache_read = 20, .output = 50, .reasoning = 5};
  r.cost =
      CostParts{Money::from_pico(300), Money::from_pico(6), Money(), Money(), Money::from_pico(750), Money()};
  r.price_id = "anthropic/claude-sonnet-4-5@2025-09-29";
  r.user = std::string_view("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", 16);
  r.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  r.version = "v1";
  r.tags = R"({"feature":"search"})";
  return r;
}

FactBatch batch_of(std::vector<Request> rows) {
  FactBatch batch;
  batch.requests.rows = std::move(rows);
  return batch;
}

FactBatch copy_of(const FactBatch& batch) {
  FactBatch copy = batch_of(batch.requests.rows);
  copy.source = batch.source;
  copy.deployments = batch.deployments;
  copy.commits = batch.commits;
  copy.changes = batch.changes;
  copy.reviews = batch.reviews;
  copy.incidents = batch.incidents;
  copy.charges = batch.charges;
  copy.provider_usage = batch.provider_usage;
  copy.retractions = batch.retractions;
  return copy;
}

Options StoreTest::options() {
  Options options;
  options.directory = dir_.path();
  options.now = [this] { return now_; };
  return options;
}

Receipt StoreTest::put(FactBatch batch) {
  std::promise<Receipt> committed;
  const auto queued = store_->submit(std::move(batch), [&](Result<Receipt> result) {
    EXPECT_TRUE(result.has_value()) << result.error().message;
    committed.set_value(result ? *result : Receipt{});
  });
  EXPECT_TRUE(queued.has_value());
  return committed.get_future().get();
}

Receipt StoreTest::put(const Deployment& fact) {
  FactBatch batch;
  batch.deployments.push_back(fact);
  return put(std::move(batch));
}

Receipt StoreTest::retract(Kind kind, FactId key, std::optional<Instant> ts, std::optional<Instant> updated) {
  FactBatch batch;
  batch.retractions.push_back({kind, std::move(key), ts, updated});
  return put(std::move(batch));
}

std::string StoreTest::sql(const std::string& query) const {
  SQLite::Database database = open_reader(dir_.path() / kDatabaseName);
  return database.execAndGet(query).getString();
}

}  // namespace shiptally::store
