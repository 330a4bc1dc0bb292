#include <deque>
#include <future>

#include "schema/content_hash.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kSeriesMax = 100;

/// A store with room for few series, and requests that each have names of their own.
class SeriesLimit : public StoreTest {
 protected:
  SeriesLimit() { reopen(); }

  void reopen() {
    close();
    Options options = this->options();
    options.series_max = kSeriesMax;
    options.on_commit = [this](const Committed& commit) {
      for (const Fold fold : commit.folds) given_way_ += fold == Fold::none ? 0 : 1;
      in_use_ = commit.series_in_use;
    };
    store_ = Store::open(std::move(options)).value();
  }

  std::string_view text(std::string_view prefix, int i) {
    return texts_.emplace_back(std::string(prefix) + std::to_string(i));
  }
  std::vector<Request> numbered(int count, std::string_view Series::*name) {
    std::vector<Request> rows;
    for (int i = 0; i < count; ++i) {
      Request row = request(text("r", i), minute(1));
      row.series.*name = text("name", i);
      rows.push_back(row);
    }
    return rows;
  }
  std::string series_where(const std::string& condition) const {
    return sql("SELECT count(*) FROM series WHERE " + condition);
  }

  std::deque<std::string> texts_;
  int given_way_ = 0;
  std::size_t in_use_ = 0;
};

constexpr const char* kTotalCost =
    "SELECT money_sum(input_cost_pico) + money_sum(cache_read_cost_pico) + money_sum(output_cost_pico)"
    " FROM rollup_day";

TEST_F(SeriesLimit, RoutesBeyondItGiveWayAndTheirCostStays) {
  EXPECT_EQ(put(numbered(1'000, &Series::route)).accepted, 1'000U);
  EXPECT_EQ(series_where("route <> 'other'"), "80");
  EXPECT_EQ(series_where("route = 'other' AND service = 'checkout'"), "1");
  EXPECT_EQ(given_way_, 920);
  EXPECT_EQ(in_use_, 81U);
  EXPECT_EQ(sql(kTotalCost), std::to_string(1'000 * (300 + 6 + 750)));
}

TEST_F(SeriesLimit, ServicesBeyondItGiveWayAndTheTeamStays) {
  put(numbered(1'000, &Series::service));
  EXPECT_EQ(series_where("service <> 'other'"), "90");  // the last ten with a route that gave way
  EXPECT_EQ(series_where("service = 'other' AND team = 'shop' AND model = 'claude-sonnet-4-5'"), "1");
  EXPECT_EQ(sql(kTotalCost), std::to_string(1'000 * (300 + 6 + 750)));
}

TEST_F(SeriesLimit, AllNamesGiveWayButThoseOfAPrice) {
  std::vector<Request> rows = numbered(1'000, &Series::team);
  for (Request& row : rows) row.series.model = row.series.team;
  put(rows);
  EXPECT_EQ(series_where("team = 'other' AND service = 'other'"), "900") << "priced models stay";
  for (Request& row : rows) {
    row.id = request_id("unpriced", row.series.team);
    row.series.model = text("unknown-", static_cast<int>(texts_.size()));
    row.cost.reset();
    row.price_id = {};
  }
  put(std::move(rows));
  EXPECT_EQ(series_where("model = 'other'"), "1");
}

TEST_F(SeriesLimit, ARetryIsADuplicateWhateverGaveWay) {
  std::vector<Request> rows = numbered(300, &Series::route);
  put(std::vector<Request>(rows.begin(), rows.begin() + 150));
  reopen();
  EXPECT_EQ(put(rows).duplicate, 150U);
  now_ += std::chrono::days(40);  // nothing is in use any more, so there is room
  reopen();
  EXPECT_EQ(put(rows).duplicate, 300U);
  EXPECT_EQ(sql("SELECT sum(requests) FROM rollup_day"), "300");
}

TEST_F(SeriesLimit, ARestatedRequestStaysWhereItGaveWay) {
  std::vector<Request> rows = numbered(100, &Series::route);
  put(rows);
  ASSERT_GT(given_way_, 0);
  for (Request& row : rows) row.final = false;
  EXPECT_EQ(put(rows).duplicate, 100U) << "finality decides as ever";
  EXPECT_EQ(sql("SELECT sum(requests) FROM rollup_day"), "100");
}

TEST_F(SeriesLimit, WhatIsNotUsedForAMonthMakesRoom) {
  put(numbered(1'000, &Series::route));
  now_ += std::chrono::days(20);
  put({request("known", minute(2))});  // '/chat', which gives way
  EXPECT_EQ(in_use_, 81U);
  now_ += std::chrono::days(20);
  given_way_ = 0;
  put({request("later", minute(3))});
  EXPECT_EQ(given_way_, 0);
  EXPECT_EQ(in_use_, 2U) << "the one that was used 20 days ago, and this one";
}

TEST_F(SeriesLimit, KnownSeriesKeepTheirNamesInAFlood) {
  put({request("before", minute(1))});
  put(numbered(1'000, &Series::service));
  given_way_ = 0;
  put({request("after", minute(1))});
  EXPECT_EQ(given_way_, 0);
  reopen();
  put({request("after the restart", minute(1))});
  EXPECT_EQ(given_way_, 0);
}

TEST_F(SeriesLimit, NamesOfABatchThatWasNotKeptTakeNoRoom) {
  FactBatch batch = batch_of(numbered(50, &Series::route));
  Deployment broken = deployment("d");
  broken.rollout_percent = 101;
  batch.deployments = {broken};
  std::promise<bool> refused;
  const auto queued =
      store_->submit(std::move(batch), [&](const auto& receipt) { refused.set_value(receipt.has_error()); });
  ASSERT_TRUE(queued.has_value());
  ASSERT_TRUE(refused.get_future().get());
  put({request("next", minute(1))});
  EXPECT_EQ(in_use_, 1U);
}

/// More names than a reader keeps: it reads them again.
TEST_F(SeriesLimit, AReaderTellsMoreSeriesThanItKeeps) {
  close();
  const std::string long_name(1'000, 'x');
  {
    SQLite::Database database((dir_.path() / "shiptally.db").string(), SQLite::OPEN_READWRITE);
    database.exec(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
        " INSERT INTO series (service, team, environment, provider, model, route, tier, region)"
        " SELECT '" +
        long_name + "' || i, '', 'production', 'p', 'm', '', '', '' FROM n");
    database.exec(
        "INSERT INTO rollup_day SELECT 1767225600000, id, 1, 0, 0, 0, 0, 0, 0, id, 0, 0, 0, 0, 0, 0, 0,"
        " 0, 0, 0, 0, 0, x'', x'' FROM series");
  }
  reopen();
  const auto reader = this->reader();
  for (const std::string& service : {std::string(), long_name + "7"}) {
    const auto snapshot = reader->begin(std::chrono::minutes(1)).value();
    Filter filter;
    if (!service.empty()) filter[Dimension::service] = {service};
    std::size_t cells = 0;
    const auto read = snapshot->cells(
        Level::day, {minute(0), minute(1)}, filter, {.money = true}, [&](const StoredCell& cell) {
          ++cells;
          EXPECT_EQ(cell.name->service, long_name + std::to_string(cell.sums.tokens.input));
        });
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(cells, service.empty() ? 20'000U : 1U);
  }
}

}  // namespace
}  // namespace shiptally::store
