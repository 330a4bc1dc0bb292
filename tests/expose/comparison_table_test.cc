#include "daemon/expose/tables/comparison_table.h"

#include <gmock/gmock.h>

#include "daemon/expose/tables/json.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

/// Four deployments a day in April 2026, one a week in March.
metrics::Analysis busier_april() {
  std::vector<Deployment> deployments;
  const auto add = [&](Instant finished) {
    Deployment d;
    d.key = {"ci", std::to_string(deployments.size())};
    d.service = "api";
    d.environment = "production";
    d.finished = finished;
    deployments.push_back(d);
  };
  for (int week = 0; week < 4; ++week) add(at("2026-03-02") + std::chrono::hours(7 * 24 * week));
  for (int i = 0; i < 120; ++i) add(at("2026-04-01") + std::chrono::hours(6 * i));
  return metrics::analyse({deployments, {}, {}});
}

Query april() {
  Query q;
  q.window = {at("2026-04-01"), at("2026-05-01")};
  return q;
}

Value cell(const Table& table, std::size_t row, std::string_view name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i]->name == name) return table.rows.at(row).at(i);
  ADD_FAILURE() << "no column " << name;
  return {};
}

Table trend_of(const metrics::Analysis& analysis, const Query& query) {
  return trend_table(metrics::trend_rows(analysis, query).value(), query);
}
Table bands_of(const metrics::Analysis& analysis, const Query& query, std::optional<int> year) {
  return bands_table(metrics::band_rows(analysis, query, year).value(), query);
}

TEST(TrendTable, ComparesWithTheMonthBefore) {
  const Table table = trend_of(busier_april(), april());
  ASSERT_EQ(table.rows.size(), 6U);
  EXPECT_EQ(cell(table, 0, "metric"), Value("deployment_frequency"));
  EXPECT_EQ(cell(table, 0, "value"), Value(4.0));
  EXPECT_EQ(cell(table, 0, "n"), Value(std::int64_t{120}));
  EXPECT_EQ(cell(table, 0, "previous_time"), Value(at("2026-03-01")));
  EXPECT_EQ(cell(table, 0, "previous"), Value(4.0 / 31));
  EXPECT_EQ(cell(table, 0, "previous_n"), Value(std::int64_t{4}));
  EXPECT_EQ(cell(table, 0, "change"), Value(4.0 - 4.0 / 31));
  EXPECT_EQ(cell(table, 0, "verdict"), Value("better"));
  EXPECT_EQ(cell(table, 1, "metric"), Value("lead_time"));
  EXPECT_EQ(cell(table, 1, "value"), Value());
  EXPECT_EQ(cell(table, 1, "verdict"), Value("not enough data"));
  EXPECT_EQ(cell(table, 2, "verdict"), Value("no clear change")) << "no failure in either";
}

TEST(TrendTable, RefusesBuckets) {
  Query q = april();
  q.bucket = Bucket::week;
  EXPECT_EQ(metrics::trend_rows(busier_april(), q).error().code, Code::invalid);
}

TEST(BandsTable, OneRowAYearAndFigure) {
  const Table table = bands_of(busier_april(), april(), std::nullopt);
  EXPECT_EQ(table.rows.size(), 3U * 4 + 5);
  Query by_service = april();
  by_service.group_by = {Dimension::service};
  const Table one = bands_of(busier_april(), by_service, 2024);
  ASSERT_EQ(one.rows.size(), 4U);
  EXPECT_EQ(cell(one, 0, "service"), Value("api"));
  EXPECT_EQ(cell(one, 0, "year"), Value(std::int64_t{2024}));
  EXPECT_EQ(cell(one, 0, "band"), Value("elite"));
  EXPECT_EQ(cell(one, 0, "reason"), Value());
  EXPECT_EQ(cell(one, 0, "score"), Value());
  EXPECT_EQ(cell(one, 1, "reason"), Value("no data"));
}

TEST(BandsTable, OfTwentyTwentyFiveAreScores) {
  const Table table = bands_of(busier_april(), april(), 2025);
  ASSERT_EQ(table.rows.size(), 5U);
  EXPECT_EQ(cell(table, 0, "band"), Value());
  EXPECT_EQ(cell(table, 0, "reason"), Value("the report of 2025 has scores, no bands"));
  EXPECT_EQ(cell(table, 0, "score"), Value(10.0));
  EXPECT_EQ(cell(table, 0, "score_mean"), Value(4.8));
}

TEST(BandsTable, AnotherProfilesFrequencyIsNoRateADay) {
  Query q = april();
  q.profile = "devlake";
  const Table table = bands_of(busier_april(), q, 2024);
  EXPECT_EQ(cell(table, 0, "unit"), Value("days/week"));
  EXPECT_EQ(cell(table, 0, "band"), Value());
  EXPECT_EQ(cell(table, 0, "reason"), Value("the profile counts in days/week"));
  q.profile = "nobody";
  EXPECT_EQ(metrics::band_rows(busier_april(), q, 2024).error().code, Code::invalid);
  EXPECT_EQ(metrics::trend_rows(busier_april(), q).error().code, Code::invalid);
}

TEST(ComparisonTables, EveryRowIsAsLongAsItsHead) {
  for (const Table& table :
       {trend_of(busier_april(), april()), bands_of(busier_april(), april(), std::nullopt)})
    for (const auto& row : table.rows) ASSERT_EQ(row.size(), table.columns.size());
}

TEST(ComparisonTables, NoFactsNoRows) {
  const auto nothing = metrics::analyse(metrics::DeliveryFacts());
  EXPECT_EQ(to_json(trend_of(nothing, april())), "[]");
  EXPECT_EQ(to_json(bands_of(nothing, april(), {})), "[]");
}

}  // namespace
}  // namespace shiptally::expose
