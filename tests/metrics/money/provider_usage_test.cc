#include "daemon/metrics/money/provider_usage.h"

#include <gtest/gtest.h>

namespace shiptally::metrics {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

ProviderUsage row(const char* day, const char* model, std::int64_t input,
                  std::optional<std::int64_t> requests) {
  ProviderUsage u;
  u.provider = "openai";
  u.model = model;
  u.from = at(day);
  u.to = u.from + std::chrono::hours(24);
  u.tokens = {input, 1, 2, 3, 40, 5, 6};
  u.requests = requests;
  return u;
}

Query query(const char* from, const char* to, Bucket bucket) {
  Query q;
  q.window = {at(from), at(to)};
  q.bucket = bucket;
  return q;
}

std::string shown(const Result<std::vector<ProviderUsageRow>>& rows) {
  std::string out;
  for (const ProviderUsageRow& r : rows.value())
    out += format_instant(r.bucket.from).substr(5, 5) + " " + r.model + " " + std::to_string(r.tokens.input) +
           "/" + std::to_string(r.tokens.output) + " " + (r.requests ? std::to_string(*r.requests) : "-") +
           "\n";
  return out;
}

const std::vector<ProviderUsage> kUsage = {
    row("2026-11-01", "b", 10, 1),
    row("2026-11-01", "a", 100, {}),
    row("2026-11-01", "a", 1000, 7),
    row("2026-11-02", "b", 5, 2),
};

TEST(ProviderUsageRows, AddUpByBucketAndMeter) {
  EXPECT_EQ(shown(provider_usage_rows(kUsage, query("2026-11-01", "2026-11-03", Bucket::day))),
            "11-01 a 1100/80 -\n11-01 b 10/40 1\n11-02 b 5/40 2\n");
  EXPECT_EQ(shown(provider_usage_rows(kUsage, query("2026-11-01", "2026-11-03", Bucket::none))),
            "11-01 a 1100/80 -\n11-01 b 15/80 3\n");
}

TEST(ProviderUsageRows, ARowCountsWhereItStarts) {
  Query before = query("2026-11-01", "2026-11-01T12:00:00Z", Bucket::none);
  Query after = query("2026-11-01T12:00:00Z", "2026-11-03", Bucket::none);
  EXPECT_EQ(shown(provider_usage_rows(kUsage, before)), "11-01 a 1100/80 -\n11-01 b 10/40 1\n");
  EXPECT_EQ(shown(provider_usage_rows(kUsage, after)), "11-01 b 5/40 2\n");
  after.filter[Dimension::model] = {"a"};
  EXPECT_EQ(shown(provider_usage_rows(kUsage, after)), "");
}

}  // namespace
}  // namespace shiptally::metrics
