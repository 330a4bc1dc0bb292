#include "daemon/normalise/normalise.h"

#include <gtest/gtest.h>

#include <map>

#include "daemon/config/price_book.h"

namespace shiptally::normalise {
namespace {

std::shared_ptr<const PriceBook> shipped() {
  return std::make_shared<const PriceBook>(config::shipped_price_book().value());
}

Request request(const char* provider, const char* model) {
  Request r;
  r.ts = parse_instant("2026-11-01T12:00:00Z").value();
  r.series.service = " chat ";
  r.series.environment = "Prod";
  r.series.provider = provider;
  r.series.model = model;
  r.tokens = {3, 0, 12304, 0, 550, 0, 0};
  return r;
}

TEST(Normaliser, NamesAndPricesRequests) {
  FactBatch batch;
  batch.requests.rows = {request("anthropic", "claude-sonnet-4-5-20250929"),
                         request("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
                         request("acme", "Rocket-1"), request("anthropic", "claude-sonnet-4-5")};
  batch.requests.rows[3].series.team = "growth";
  batch.requests.rows[3].series.tier = "Batch";
  const NameRules names{{}, {{"chat", "assistant"}}, {{"assistant", {{"platform", {}, {}}}}}};
  {
    // The normaliser and its book can be replaced by a reload before the batch is stored.
    const Normaliser normaliser(names, shipped());
    normaliser.apply(batch);
  }
  const Request& first = batch.requests.rows[0];
  EXPECT_EQ(first.series.service, "assistant");
  EXPECT_EQ(first.series.team, "platform");
  EXPECT_EQ(first.series.environment, "production");
  EXPECT_EQ(first.series.model, "claude-sonnet-4-5");
  EXPECT_EQ(total(*first.cost).str(), "0.054399");
  EXPECT_EQ(first.price_id, "anthropic/claude-sonnet-4-5@2025-09-29");

  const Request& regional = batch.requests.rows[1];
  EXPECT_EQ(regional.series.provider, "amazon");
  EXPECT_EQ(regional.series.tier, "regional");
  EXPECT_EQ(total(*regional.cost).str(), "0.0598389");  // a tenth more

  const Request& unknown = batch.requests.rows[2];
  EXPECT_EQ(unknown.series.model, "Rocket-1");
  EXPECT_FALSE(unknown.cost);
  EXPECT_EQ(unknown.price_id, "");

  const Request& batched = batch.requests.rows[3];
  EXPECT_EQ(batched.series.team, "growth");
  EXPECT_EQ(batched.series.tier, "batch");
  EXPECT_EQ(total(*batched.cost).str(), "0.0271995");
}

TEST(Normaliser, ABatchKeepsEachNameOnce) {
  FactBatch batch;
  for (int i = 0; i < 1000; ++i) batch.requests.rows.push_back(request("bedrock", "claude-sonnet-4-5"));
  Normaliser({}, shipped()).apply(batch);
  // "chat" is a part of what came; kept are environment, provider and price.
  EXPECT_LE(batch.requests.text.size(), 5u);
  EXPECT_EQ(batch.requests.rows[999].series.environment, "production");
}

TEST(Normaliser, RowsOfOneGroupHaveTheSameSeries) {
  const char* regional = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  FactBatch batch;
  batch.requests.rows = {request("anthropic", "claude-sonnet-4-5"),
                         request("bedrock", regional),
                         request("anthropic", "claude-sonnet-4-5"),
                         request("anthropic", "claude-sonnet-4-5"),
                         request("bedrock", regional),
                         request("bedrock", regional)};
  batch.requests.rows[3].series.route = " /v1/chat ";
  batch.requests.rows[4].ts = parse_instant("2024-01-01T00:00:00Z").value();  // before any price
  Normaliser({}, shipped()).apply(batch);
  std::vector<std::uint32_t> groups;
  for (const Request& row : batch.requests.rows) groups.push_back(row.series_group);
  EXPECT_EQ(groups, (std::vector<std::uint32_t>{1, 2, 1, 3, 4, 2}));
  EXPECT_EQ(batch.requests.rows[3].series.route, "/v1/chat");
  EXPECT_EQ(batch.requests.rows[4].series.tier, "");
  EXPECT_EQ(batch.requests.rows[5].series.tier, "regional");
}

// However many combinations a body holds, each row is named; only the number is left out.
TEST(Normaliser, GroupsAreBoundedAndNamesAreNot) {
  constexpr std::size_t kRows = 10'000;
  std::deque<std::string> routes;
  FactBatch batch;
  for (std::size_t i = 0; i < kRows; ++i) {
    Request row = request("anthropic", "claude-sonnet-4-5");
    row.series.route = routes.emplace_back("/v" + std::to_string(i) + "/answer ");
    batch.requests.rows.push_back(row);
    batch.requests.rows.push_back(row);
  }
  Normaliser({}, shipped()).apply(batch);
  std::map<std::uint32_t, Series> groups;
  for (std::size_t i = 0; i < kRows; ++i) {
    const Request &one = batch.requests.rows[2 * i], &other = batch.requests.rows[2 * i + 1];
    ASSERT_EQ(one.series.route, "/v" + std::to_string(i) + "/answer");
    ASSERT_EQ(one.series.model, "claude-sonnet-4-5");
    ASSERT_EQ(one.series, other.series);
    ASSERT_EQ(one.series_group, other.series_group);
    if (one.series_group != 0) {
      ASSERT_TRUE(groups.emplace(one.series_group, one.series).second);
    }
  }
  EXPECT_GT(groups.size(), 3'000u);
  EXPECT_LE(groups.rbegin()->first, 4'096u);
  EXPECT_EQ(groups.rbegin()->first, groups.size());
}

TEST(Normaliser, RoutesOfOneFormShareTheirText) {
  FactBatch batch;
  for (const char* route : {"/orders/4711", "/orders/4712?page=2", " /chat"}) {
    batch.requests.rows.push_back(request("anthropic", "claude-sonnet-4-5"));
    batch.requests.rows.back().series.route = route;
  }
  Normaliser({}, shipped()).apply(batch);
  const auto& rows = batch.requests.rows;
  EXPECT_EQ(rows[0].series.route, "/orders/{id}");
  EXPECT_EQ(rows[0].series, rows[1].series);
  EXPECT_EQ(rows[0].series.route.data(), rows[1].series.route.data());
  EXPECT_EQ(rows[2].series.route, "/chat");
}

TEST(Normaliser, APriceChangeSplitsABatch) {
  FactBatch batch;
  batch.requests.rows = {request("openai", "o3"), request("openai", "o3")};
  for (Request& r : batch.requests.rows) r.tokens = {1'000'000, 0, 0, 0, 0, 0, 0};
  batch.requests.rows[0].ts = parse_instant("2025-06-09T23:59:59.999Z").value();
  batch.requests.rows[1].ts = parse_instant("2025-06-10T00:00:00Z").value();
  Normaliser({}, shipped()).apply(batch);
  EXPECT_EQ(total(*batch.requests.rows[0].cost).str(), "10");
  EXPECT_EQ(total(*batch.requests.rows[1].cost).str(), "2");
  EXPECT_NE(batch.requests.rows[0].price_id, batch.requests.rows[1].price_id);
}

TEST(Normaliser, NamesTheOtherFacts) {
  FactBatch batch;
  Deployment d;
  d.service = "chat";
  d.environment = "prd";
  d.commits = {{" acme/chat", "ABCDEF"}};
  batch.deployments = {d};
  Commit c;
  c.key = {"acme/chat ", "ABC"};
  c.parents = {{"DEF"}};
  batch.commits = {c};
  Incident i;
  i.service = " chat";
  Incident owned = i;
  owned.team = "payments";
  batch.incidents = {i, owned};
  batch.changes.emplace_back().author = " ada";
  batch.reviews.emplace_back().author = "grace ";
  Charge aws, openai;
  aws.provider = "AWS";
  aws.model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  openai.provider = "OpenAI";
  openai.model = "anthropic/claude-haiku-4-5";
  batch.charges = {aws, openai};
  ProviderUsage metered;
  metered.provider = "Anthropic";
  metered.model = "claude-sonnet-4-5-20250929";
  metered.tier = " Batch";
  batch.provider_usage = {metered};
  Normaliser({{}, {{"cha?", "assistant"}}, {{"assist*", {{"platform", {}, {}}}}}}, shipped()).apply(batch);
  EXPECT_EQ(batch.deployments[0].service, "assistant");
  EXPECT_EQ(batch.deployments[0].environment, "production");
  EXPECT_EQ(batch.deployments[0].team, "platform");
  EXPECT_EQ(batch.deployments[0].commits[0], (DeployedCommit{"acme/chat", "abcdef"}));
  EXPECT_EQ(batch.commits[0].key, (CommitRef{"acme/chat", "abc"}));
  EXPECT_EQ((*batch.commits[0].parents)[0], "def");
  EXPECT_EQ(batch.incidents[0].service, "assistant");
  EXPECT_EQ(batch.incidents[0].environment, "production");
  EXPECT_EQ(batch.incidents[0].team, "platform");
  EXPECT_EQ(batch.incidents[1].team, "payments");
  EXPECT_EQ(batch.changes[0].author, "ada");
  EXPECT_EQ(batch.reviews[0].author, "grace");
  EXPECT_EQ(batch.charges[0].provider, "amazon");
  EXPECT_EQ(batch.charges[0].model, "claude-sonnet-4-5");
  EXPECT_EQ(batch.charges[1].provider, "openai");
  EXPECT_EQ(batch.charges[1].model, "anthropic/claude-haiku-4-5");
  EXPECT_EQ(batch.provider_usage[0].provider, "anthropic");
  EXPECT_EQ(batch.provider_usage[0].model, "claude-sonnet-4-5");
  EXPECT_EQ(batch.provider_usage[0].tier, "batch");
}

Instant at(const char* text) { return parse_instant(text).value(); }

NameRules handed_over() {
  const Instant noon = at("2026-11-01T12:00:00Z");
  return {{}, {}, {{"chat", {{"platform", {}, noon}, {"growth", noon, {}}}}}};
}

TEST(Normaliser, OwnershipIsByEachRowsOwnTime) {
  FactBatch batch;
  for (int i = 0; i < 3; ++i) batch.requests.rows.push_back(request("anthropic", "claude-sonnet-4-5"));
  batch.requests.rows.push_back(request("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"));
  batch.requests.rows.push_back(batch.requests.rows[3]);
  batch.requests.rows.push_back(batch.requests.rows[0]);
  for (const std::size_t before : {0U, 1U, 3U}) batch.requests.rows[before].ts -= Millis(1);
  batch.requests.rows[5].series.team = " own ";
  Normaliser(handed_over(), shipped()).apply(batch);
  std::vector<std::string> teams;
  std::map<std::uint32_t, Series> groups;
  for (const Request& row : batch.requests.rows) {
    teams.emplace_back(row.series.team);
    ASSERT_NE(row.series_group, 0U);
    ASSERT_EQ(groups.try_emplace(row.series_group, row.series).first->second, row.series);
  }
  EXPECT_EQ(teams, (std::vector<std::string>{"platform", "platform", "growth", "platform", "growth", "own"}));
  EXPECT_EQ(batch.requests.rows[0].series_group, batch.requests.rows[1].series_group);
}

TEST(Normaliser, OwnershipIsByEachFactsOwnTime) {
  const Instant noon = at("2026-11-01T12:00:00Z");
  FactBatch batch;
  Deployment d;
  d.service = "chat";
  d.started = noon - Millis(1);
  batch.deployments.push_back(d);
  d.finished = noon;
  batch.deployments.push_back(d);
  batch.deployments.emplace_back().service = "chat";  // no time: who owns it last
  Incident i;
  i.service = "chat";
  i.opened = noon - Millis(1);
  batch.incidents.push_back(i);
  i.team = "own";
  batch.incidents.push_back(i);
  Charge c;
  c.service = "chat";
  c.from = noon - Millis(1);
  c.to = noon + Millis(1);
  batch.charges.push_back(c);
  Normaliser(handed_over(), shipped()).apply(batch);
  EXPECT_EQ(batch.deployments[0].team, "platform");
  EXPECT_EQ(batch.deployments[1].team, "growth");
  EXPECT_EQ(batch.deployments[2].team, "growth");
  EXPECT_EQ(batch.incidents[0].team, "platform");
  EXPECT_EQ(batch.incidents[1].team, "own");
  EXPECT_EQ(batch.charges[0].team, "platform");
}

}  // namespace
}  // namespace shiptally::normalise
