// The views answer in a plain sqlite3: no function of ours, nothing but what the file holds.  `requests`
// alone wants the table `request`, which only our connections know.

#include "daemon/store/sqlite/database.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

class ViewsTest : public StoreTest {
 protected:
  std::string plain(const std::string& query) {
    SQLite::Database database((dir_.path() / kDatabaseName).string());
    return database.execAndGet(query).getString();
  }
};

TEST_F(ViewsTest, EachOfThemAnswers) {
  FactBatch batch = batch_of({request("a", minute(1))});
  batch.deployments = {deployment("1")};
  batch.commits = {commit("aa")};
  batch.changes = {change("7")};
  batch.reviews = {review("r1")};
  batch.incidents = {incident("P1")};
  batch.charges = {charge("line 1", minute(0))};
  batch.provider_usage = {usage("row 1", minute(0))};
  put(std::move(batch));
  for (const char* view : {"deployments", "commits", "changes", "reviews", "incidents", "charges",
                           "provider_usage", "requests_by_minute", "requests_by_hour", "requests_by_day"})
    EXPECT_EQ(plain("SELECT count(*) FROM " + std::string(view)), "1") << view;
  EXPECT_EQ(plain("SELECT value ->> 'sha' FROM deployments, json_each(commits) LIMIT 1"), "aa11");
  EXPECT_EQ(plain("SELECT value ->> 'finished_ms' FROM deployments, json_each(commits) LIMIT 1"),
            std::to_string(to_ms(minute(1))));
  EXPECT_EQ(plain("SELECT value FROM commits, json_each(paths) ORDER BY key DESC LIMIT 1"), "web/b \"c\".ts");
  EXPECT_EQ(plain("SELECT reviews.author || ' of ' || changes.author FROM reviews JOIN changes"
                  " ON changes.source = reviews.source AND changes.id = change"),
            "grace of ada");
  EXPECT_EQ(plain("SELECT team FROM incidents"), "shop");
  EXPECT_EQ(plain("SELECT billed_cost FROM charges"), "12345678901.000000000001");
  EXPECT_EQ(plain("SELECT start || ' ' || input_tokens FROM provider_usage"),
            "2026-01-01T00:00:00.000Z 1000000000000");
  EXPECT_EQ(sql("SELECT time || ' ' || trace_id || ' ' || tags FROM requests"),
            R"(2026-01-01T00:01:00.000Z 4bf92f3577b34da6a3ce929d0e0e4736 {"feature":"search"})");
}

struct CostCase {
  const char* amount;
  const char* shown;
};

TEST_F(ViewsTest, CostIsExactText) {
  const CostCase kCases[] = {
      {"0", "0"},         {"0.000000000001", "0.000000000001"}, {"10", "10"},   {"-0.5", "-0.5"},
      {"1.725", "1.725"}, {"9000000.1", "9000000.1"},           {"9300000", ""}};
  int n = 0;
  for (const CostCase& c : kCases) {
    Request row = request(c.amount, minute(n++));
    row.cost = CostParts{Money::parse(c.amount).value()};
    put({row});
    EXPECT_EQ(sql("SELECT cost_usd FROM requests ORDER BY ts_ms DESC LIMIT 1"), c.shown);
    EXPECT_EQ(plain("SELECT cost_usd FROM requests_by_minute ORDER BY start_ms DESC LIMIT 1"), c.shown);
  }
}

TEST_F(ViewsTest, UnpricedIsNotFree) {
  Request unpriced = request("a", minute(1));
  unpriced.cost.reset();
  unpriced.price_id = {};
  put({unpriced});
  for (const char* view : {"requests", "requests_by_minute", "requests_by_hour", "requests_by_day"})
    EXPECT_EQ(sql("SELECT cost_usd IS NULL FROM " + std::string(view)), "1") << view;
  put({request("b", minute(1))});
  EXPECT_EQ(plain("SELECT cost_usd FROM requests_by_day"), "0.000000001056");
}

TEST_F(ViewsTest, OnlyCurrentVersionsAreShown) {
  Deployment newer = deployment("1", minute(9));
  newer.version = "v2";
  put(newer);
  put(deployment("1", minute(8)));
  put(deployment("2"));
  retract(Kind::deployment, {"api", "2"});
  EXPECT_EQ(plain("SELECT group_concat(version) FROM deployments"), "v2");
}

}  // namespace
}  // namespace shiptally::store
