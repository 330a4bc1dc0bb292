#include "daemon/queries/unpriced.h"

#include <gmock/gmock.h>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::HasSubstr;

struct Case {
  const char *provider, *model, *tier, *day, *tokens;
  const char *reason, *nearest;
};

TEST(Unpriced, SaysWhatAndWhy) {
  constexpr Case kCases[] = {
      {"anthropic", "claude-sonet-4-5", "", "2026-11-20", R"("input_tokens":7)", "no such model",
       R"("anthropic/claude-sonnet-4-5")"},
      {"anthropic", "claude-sonnet-4-5", "", "2020-11-21", R"("input_tokens":7)", "no price in force then",
       "null"},
      {"anthropic", "claude-sonnet-4-5", "handshake", "2026-11-22", R"("input_tokens":7)", "tier not listed",
       "null"},
  };
  config::Config config;
  config.keep_requests = std::chrono::days(10'000);
  TestDaemon daemon(config);
  for (const Case& c : kCases) {
    const std::string row = std::string(R"({"id":")") + c.reason + R"(","ts":")" + c.day +
                            R"(T12:00:00Z","service":"api","provider":")" + c.provider + R"(","model":")" +
                            c.model + R"(","tier":")" + c.tier + R"(","status":200,"latency_ms":5,)" +
                            c.tokens + R"(,"output_tokens":0})";
    const auto sent = daemon.call("POST", "/v1/requests", row);
    ASSERT_THAT(sent.body, HasSubstr("\"accepted\":1"));
  }
  const std::string window = "/api/v1/unpriced?from=2020-01-01T00:00:00Z&to=2026-12-01T00:00:00Z";
  const std::string all = daemon.call("GET", window).body;
  for (const Case& c : kCases) {
    const std::string day = std::to_string(to_ms(parse_instant(c.day).value()));
    EXPECT_THAT(all, HasSubstr(std::string(R"("reason":")") + c.reason + R"(","nearest_model":)" + c.nearest +
                               R"(,"first_day":)" + day + R"(,"last_day":)" + day +
                               R"(,"unpriced_requests":1,"requests":1,"input_tokens":7)"));
  }
  EXPECT_EQ(daemon.call("GET", window + "&provider=openai").body, "[]");
  EXPECT_EQ(daemon.call("GET", window + "&as_of=2026-12-01T00:00:00Z").status, 400);
}

/// Cells of one series on two days, the second priced by the book of now.
TEST(Unpriced, TellsWhatThePriceDoesNotListFromWhatItDoes) {
  PriceBook book;
  Price price;
  price.id = "acme/one@2026-01-01";
  price.provider = "acme";
  price.model = "one";
  price.from = parse_instant("2026-01-01").value();
  price.base = {Money::from_dollars(3), Money::from_dollars(15), {}, {}, {}};
  book.prices.push_back(price);
  queries::UnpricedFold fold(book);
  SeriesName name;
  name.provider = "acme";
  name.model = "one";
  StoredCell cell;
  cell.name = &name;
  cell.start = parse_instant("2026-11-20").value();
  cell.sums.requests = 5;
  cell.sums.unpriced = 2;
  cell.sums.tokens.cache_read = 100;
  fold.add(cell);
  cell.start += std::chrono::days(1);
  cell.sums.tokens = {.input = 4'000'000'000'000};
  fold.add(cell);
  cell.sums.unpriced = 0;
  fold.add(cell);
  const auto models = fold.models();
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].reason, "bucket not listed");
  EXPECT_EQ(models[0].sums.unpriced, 2);
  EXPECT_EQ(models[0].sums.requests, 5);
  EXPECT_EQ(models[1].reason, "priced by now");
  EXPECT_EQ(models[1].first_day, cell.start);
}

TEST(Unpriced, CountsModelsBeyondABoundTogether) {
  const PriceBook book;
  queries::UnpricedFold fold(book);
  constexpr std::size_t kModels = queries::UnpricedFold::kModelsMax + 500;
  SeriesName name;
  name.provider = "acme";
  StoredCell cell;
  cell.name = &name;
  cell.sums.requests = cell.sums.unpriced = 1;
  for (std::size_t i = 0; i < kModels; ++i) {
    name.model = std::to_string(i);
    fold.add(cell);
  }
  const auto models = fold.models();
  EXPECT_EQ(models.size(), queries::UnpricedFold::kModelsMax + 1);
  std::int64_t unpriced = 0, beyond = 0;
  for (const queries::UnpricedModel& model : models) {
    unpriced += model.sums.unpriced;
    if (model.model == "other") beyond = model.sums.unpriced;
  }
  EXPECT_EQ(unpriced, static_cast<std::int64_t>(kModels));
  EXPECT_EQ(beyond, 500);
}

}  // namespace
}  // namespace shiptally::tests
