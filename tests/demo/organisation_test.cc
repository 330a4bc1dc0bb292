#include "daemon/demo/organisation.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "daemon/config/price_book.h"

namespace shiptally::demo {
namespace {

const Instant kEnd = parse_instant("2026-11-23T15:30:00Z").value();

struct Written {
  DemoSummary summary;
  std::map<std::string, std::string, std::less<>> bodies;  ///< by path, all chunks
  std::size_t longest_chunk = 0;
};

Written write(const DemoOptions& options) {
  static const PriceBook prices = config::shipped_price_book().value();
  Written out;
  out.summary =
      write_demo(options, prices, [&](std::string_view path, std::string_view ndjson) -> Result<void> {
        out.bodies[std::string(path)] += ndjson;
        out.longest_chunk = std::max(out.longest_chunk, ndjson.size());
        return {};
      }).value();
  return out;
}

const DemoOptions kSmall{kEnd, 90, 200, 2026};

const Written& small() {
  static const Written written = write(kSmall);
  return written;
}

std::vector<boost::json::object> events(std::string_view path) {
  std::vector<boost::json::object> out;
  std::string_view body = small().bodies.at(std::string(path));
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    out.push_back(boost::json::parse(boost::json::string_view(body.data(), end)).as_object());
    body.remove_prefix(end + 1);
  }
  return out;
}

std::string text(const boost::json::value& v) { return std::string(v.as_string()); }

TEST(Demo, TheSameSeedGivesTheSameBytes) {
  const Written again = write(kSmall);
  EXPECT_EQ(again.bodies, small().bodies);
  DemoOptions other = kSmall;
  other.seed = 1;
  EXPECT_NE(write(other).bodies, small().bodies);
}

TEST(Demo, EveryLineIsAnEventOfTheDemo) {
  const DemoSummary& s = small().summary;
  const std::map<std::string, std::size_t> expected = {
      {"/v1/commits", s.commits},         {"/v1/changes", s.changes},     {"/v1/reviews", s.reviews},
      {"/v1/deployments", s.deployments}, {"/v1/incidents", s.incidents}, {"/v1/requests", s.requests},
      {"/v1/charges", s.charges},         {"/v1/usage", s.usage}};
  for (const auto& [path, count] : expected) {
    const auto lines = events(path);
    EXPECT_EQ(lines.size(), count) << path;
    EXPECT_GT(count, 10u) << path;
    std::set<std::string> ids;
    for (const auto& event : lines) {
      EXPECT_EQ(text(event.at("source")), "demo");
      EXPECT_TRUE(ids.insert(text(event.at(path == "/v1/commits" ? "sha" : "id"))).second) << path;
    }
  }
  EXPECT_EQ(small().bodies.size(), expected.size());
}

TEST(Demo, AllTimesAreInsideTheDays) {
  const Instant from = kEnd - std::chrono::days(90);
  std::int64_t before = 0;
  for (const auto& event : events("/v1/requests")) {
    const std::int64_t ts = event.at("ts").as_int64();
    ASSERT_TRUE(ts >= to_ms(from) && ts < to_ms(kEnd));
    ASSERT_LE(before, ts) << "in order of time";
    before = ts;
  }
  for (const char* path : {"/v1/commits", "/v1/changes", "/v1/reviews", "/v1/deployments", "/v1/incidents",
                           "/v1/charges", "/v1/usage"})
    for (const auto& event : events(path))
      for (const auto& [key, value] : event) {
        if (!value.is_string() || !(key.ends_with("_at") || key == "from" || key == "to")) continue;
        const Instant t = parse_instant(text(value)).value();
        EXPECT_TRUE(from <= t && t <= kEnd) << path << " " << key << " " << text(value);
      }
}

TEST(Demo, RequestsShowEveryKindOfTrouble) {
  std::set<std::string> errors, services, models, tiers;
  std::size_t streamed = 0, cached = 0;
  for (const auto& event : events("/v1/requests")) {
    services.insert(text(event.at("service")));
    models.insert(text(event.at("model")));
    if (const auto* error = event.if_contains("error")) errors.insert(text(*error));
    if (const auto* tier = event.if_contains("tier")) tiers.insert(text(*tier));
    streamed += event.contains("ttft_ms");
    cached += event.contains("cache_read_tokens");
  }
  EXPECT_EQ(errors,
            (std::set<std::string>{"client", "content_filter", "provider", "rate_limited", "timeout"}));
  EXPECT_EQ(services.size(), 6u);
  EXPECT_EQ(models.size(), 5u);
  EXPECT_TRUE(tiers.contains("batch"));
  EXPECT_GT(streamed, 1000u);
  EXPECT_GT(cached, 1000u);
}

TEST(Demo, OneDeploymentMakesRequestsAThirdLarger) {
  double sums[2] = {}, counts[2] = {};
  const Instant mid = kEnd - std::chrono::days(45), late = kEnd - std::chrono::days(20);
  for (const auto& event : events("/v1/requests")) {
    if (event.at("service") != "search-answers" || event.at("environment") != "production") continue;
    if (event.at("status") != 200) continue;
    const Instant ts = instant_from_ms(event.at("ts").as_int64());
    if (ts >= mid && ts < late) continue;
    sums[ts >= late] += static_cast<double>(event.at("input_tokens").as_int64());
    counts[ts >= late] += 1;
  }
  EXPECT_NEAR(sums[1] / counts[1] / (sums[0] / counts[0]), 1.33, 0.1);
}

TEST(Demo, BillsAreCloseToTheRequests) {
  Money anthropic;
  std::set<std::string> providers;
  for (const auto& event : events("/v1/charges")) {
    providers.insert(text(event.at("provider")));
    const Money billed = Money::parse(text(event.at("billed_cost"))).value();
    EXPECT_EQ(billed < Money(), event.contains("charge_class")) << "only corrections give back";
    EXPECT_EQ(text(event.at("currency")) == "EUR", text(event.at("provider")) == "scaleway");
    if (text(event.at("provider")) == "anthropic" && text(event.at("category")) == "Usage")
      anthropic += billed;
  }
  EXPECT_EQ(providers, (std::set<std::string>{"anthropic", "google", "openai", "scaleway", "self-hosted"}));
  EXPECT_GT(anthropic, Money::from_dollars(20));
}

TEST(Demo, MetersCountALittleMoreThanTheRequests) {
  std::map<std::string, std::int64_t> logged, metered;
  const Instant first = std::chrono::ceil<std::chrono::days>(kEnd - std::chrono::days(90));
  const Instant last = std::chrono::floor<std::chrono::days>(kEnd);
  for (const auto& event : events("/v1/requests")) {
    const Instant ts = instant_from_ms(event.at("ts").as_int64());
    if (ts >= first && ts < last) logged[text(event.at("provider"))] += event.at("output_tokens").as_int64();
  }
  for (const auto& event : events("/v1/usage"))
    metered[text(event.at("provider"))] += event.at("output_tokens").as_int64();
  for (const char* provider : {"anthropic", "openai"}) {
    EXPECT_GE(metered[provider], logged[provider]) << provider;
    EXPECT_LT(metered[provider], logged[provider] * 103 / 100) << provider;
  }
  EXPECT_FALSE(metered.contains("self-hosted"));
}

TEST(Demo, StopsAtTheFirstError) {
  int posts = 0;
  const auto result =
      write_demo(kSmall, PriceBook(), [&](std::string_view, std::string_view) -> Result<void> {
        return ++posts, Error{Code::unavailable, "closed"};
      });
  EXPECT_EQ(result.error().code, Code::unavailable);
  EXPECT_EQ(posts, 1);
}

TEST(Demo, RefusesWhatItCannotTell) {
  const Post none = [](std::string_view, std::string_view) -> Result<void> { return {}; };
  EXPECT_EQ(write_demo({kEnd, 3, 200, 1}, PriceBook(), none).error().message, "days: expected 14 to 400");
  EXPECT_TRUE(write_demo({kEnd, 90, 0, 1}, PriceBook(), none).has_error());
  EXPECT_TRUE(write_demo({kEnd, 14, 200, 1}, PriceBook(), none).has_value());
}

}  // namespace
}  // namespace shiptally::demo
