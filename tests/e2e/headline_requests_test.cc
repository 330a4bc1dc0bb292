// Each figure of requests and money that the API tells against plain SQL over the raw rows, prices written by
// hand and exact sorting.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/e2e/demo_daemon.h"

namespace shiptally::e2e {
namespace {

/// Prices of the demo's models in picodollars a token, read from the vendors' pages: USD per million tokens
/// times 10^6.  The demo stays below any long-context threshold.
struct HandPrice {
  const char *model, *tier;
  std::int64_t input, output, cache_read, cache_write_5m;
};
constexpr HandPrice kPrices[] = {
    {"claude-sonnet-4-5", "", 3'000'000, 15'000'000, 300'000, 3'750'000},
    {"claude-sonnet-4-5", "batch", 1'500'000, 7'500'000, 150'000, 1'875'000},
    {"claude-haiku-4-5", "", 1'000'000, 5'000'000, 100'000, 1'250'000},
    {"claude-haiku-4-5", "batch", 500'000, 2'500'000, 50'000, 625'000},
    {"gpt-5-mini", "", 250'000, 2'000'000, 25'000, 0},
    {"gpt-5-mini", "batch", 125'000, 1'000'000, 12'500, 0},
    {"gemini-2.5-flash", "", 300'000, 2'500'000, 30'000, 0},
    {"gemini-2.5-flash", "batch", 150'000, 1'250'000, 0, 0},
};
constexpr const char* kOwnModel = "stablelm-2-12b-chat";

/// A machine at 1.006 USD an hour with eight places: a request of 1 us costs
/// 1.006 x 10^12 / (8 x 3.6 x 10^9) = 2515/72 picodollars; to the nearest, a half to the even one.
std::int64_t own_machine_cost(std::int64_t latency_us) {
  const std::int64_t numerator = latency_us * 2515, whole = numerator / 72, twice_rest = numerator % 72 * 2;
  return whole + (twice_rest > 72 || (twice_rest == 72 && whole % 2 == 1) ? 1 : 0);
}

std::string dollars(std::int64_t pico) {
  std::string digits = std::to_string(pico);
  if (digits.size() < 13) digits.insert(0, 13 - digits.size(), '0');
  digits.insert(digits.size() - 12, ".");
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

class HeadlineRequests : public testing::Test {
 protected:
  std::string where(Span span, const std::string& more) const {
    return " FROM request AS r JOIN series AS s ON s.id = r.series_id WHERE flags < 2 AND " +
           span.holds("ts_ms") + more;
  }
  std::int64_t sql(const std::string& what, Span span, const std::string& more) const {
    return demo_.sql().integer("SELECT ifnull(" + what + ", 0)" + where(span, more));
  }

  /// Picodollars of all requests in the span, from their tokens.
  std::int64_t cost(Span span, const std::string& more) const {
    std::int64_t sum = 0;
    for (const auto& row : demo_.sql().rows(
             "SELECT model, tier, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,"
             " latency_us, cache_write_1h_tokens + web_searches" +
             where(span, more))) {
      const auto count = [&](std::size_t i) { return std::stoll(*row[i]); };
      EXPECT_EQ(count(7), 0);
      if (*row[0] == kOwnModel) {
        sum += own_machine_cost(count(6));
        continue;
      }
      const auto price = std::find_if(std::begin(kPrices), std::end(kPrices), [&](const HandPrice& p) {
        return p.model == *row[0] && p.tier == *row[1];
      });
      if (price == std::end(kPrices)) {
        ADD_FAILURE() << "no price by hand for " << *row[0] << " " << *row[1];
        return 0;
      }
      EXPECT_LE(count(2) + count(4) + count(5), 200'000);
      sum += count(2) * price->input + count(3) * price->output + count(4) * price->cache_read +
             count(5) * price->cache_write_5m;
    }
    return sum;
  }

  void compare_cost(const JsonRow& row, Span span, const std::string& more) const {
    EXPECT_EQ(row.at("cost_usd_exact"), dollars(cost(span, more)));
    EXPECT_EQ(integer(row, "requests"), sql("count(*)", span, more));
    EXPECT_EQ(integer(row, "unpriced_requests"), sql("sum(price_label IS NULL)", span, more));
    for (const char* tokens : {"input_tokens", "output_tokens", "cache_read_tokens", "cache_write_5m_tokens",
                               "cache_write_1h_tokens", "reasoning_tokens", "web_searches"})
      EXPECT_EQ(integer(row, tokens), sql("sum(" + std::string(tokens) + ")", span, more)) << tokens;
  }

  /// By status, but for the content filter, which answers 200.
  void compare_errors(const JsonRow& row, Span span, const std::string& more) const {
    const std::int64_t requests = sql("count(*)", span, more),
                       errors = sql("sum(status >= 400 OR status = 0 OR error = 5)", span, more);
    EXPECT_EQ(integer(row, "requests"), requests);
    EXPECT_EQ(integer(row, "errors"), errors);
    EXPECT_NEAR(number(row, "error_rate").value(),
                static_cast<double>(errors) / static_cast<double>(requests), 1e-12);
    EXPECT_EQ(integer(row, "rate_limited_errors"), sql("sum(status = 429)", span, more));
    EXPECT_EQ(integer(row, "timeout_errors"), sql("sum(status IN (0, 408, 504))", span, more));
    EXPECT_EQ(integer(row, "provider_errors"),
              sql("sum(status BETWEEN 500 AND 599 AND status <> 504)", span, more));
    EXPECT_EQ(integer(row, "client_errors"),
              sql("sum(status BETWEEN 400 AND 499 AND status NOT IN (408, 429))", span, more));
    EXPECT_EQ(integer(row, "content_filter_errors"), sql("sum(error = 5)", span, more));
  }

  void compare_quantiles(const JsonRow& row, const std::string& column, const std::string& name, Span span,
                         const std::string& more) const {
    const auto sorted = demo_.sql().integers("SELECT " + column + where(span, more) + " AND " + column +
                                             " IS NOT NULL ORDER BY 1");
    for (const int percent : {50, 90, 95, 99}) {
      const auto shown = number(row, name + "_p" + std::to_string(percent) + "_ms");
      ASSERT_EQ(shown.has_value(), !sorted.empty()) << name << percent;
      if (!shown) continue;
      const std::size_t rank = (sorted.size() - 1) * static_cast<std::size_t>(percent) / 100;
      const double exact_ms = static_cast<double>(sorted[rank]) / 1000;
      EXPECT_NEAR(*shown, exact_ms, 0.01 * exact_ms) << name << percent;
    }
  }

  /// Asks with and without grouping, for each span.
  template <class Compare>
  void each_group(const std::string& endpoint, Compare compare) {
    for (const Span span : demo_.spans())
      for (const std::string dimension : {"", "model", "service", "team", "environment", "route"}) {
        const std::string group = dimension.empty() ? "" : "&group_by=" + dimension;
        const auto rows = demo_.get("/api/v1/" + endpoint + "?" + span.query() + group);
        EXPECT_FALSE(rows.empty());
        for (const JsonRow& row : rows) {
          const std::string value = dimension.empty() ? "" : row.at(dimension);
          SCOPED_TRACE(endpoint + " " + span.query() + " " + dimension + " " + value);
          compare(row, span, dimension.empty() ? "" : " AND " + dimension + " = '" + value + "'");
        }
      }
  }

  DemoDaemon demo_;
};

TEST_F(HeadlineRequests, CostTokensErrorsAndLatencyAgreeWithTheRawRows) {
  each_group("cost",
             [&](const JsonRow& row, Span span, const std::string& more) { compare_cost(row, span, more); });
  each_group("errors", [&](const JsonRow& row, Span span, const std::string& more) {
    compare_errors(row, span, more);
  });
  each_group("latency", [&](const JsonRow& row, Span span, const std::string& more) {
    compare_quantiles(row, "latency_us", "latency", span, more);
    compare_quantiles(row, "ttft_us", "ttft", span, more);
  });
}

}  // namespace
}  // namespace shiptally::e2e
