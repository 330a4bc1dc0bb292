#include "daemon/store/snapshot.h"

#include <gmock/gmock.h>

#include "daemon/store/sqlite/database.h"
#include "schema/content_hash.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

using testing::ElementsAre;
using testing::StartsWith;
using testing::UnorderedElementsAre;

constexpr Millis kDeadline = std::chrono::seconds(60);
const Window kAll = {minute(-1000), minute(100'000)};

class SnapshotTest : public StoreTest {
 protected:
  void put_models(std::initializer_list<std::string_view> models) {
    for (const std::string_view model : models) {
      Request row = request(model, minute(1));
      row.series.model = model;
      put({row});
    }
  }
  std::vector<std::string> models(const Filter& filter, Level level = Level::minute) {
    const auto reader = this->reader();
    std::vector<std::string> models;
    EXPECT_TRUE(reader->begin(kDeadline).value()->cells(
        level, kAll, filter, {}, [&](const StoredCell& cell) { models.push_back(cell.name->model); }));
    return models;
  }
};

TEST_F(SnapshotTest, FactsComeBackAsTheyWere) {
  FactBatch batch;
  batch.deployments = {deployment("1", minute(3))};
  batch.commits = {commit("aa")};
  batch.changes = {change("7")};
  batch.reviews = {review("r1")};
  batch.incidents = {incident("P1")};
  batch.charges = {charge("line 1", minute(0))};
  batch.provider_usage = {usage("row 1", minute(0))};
  put(copy_of(batch));
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  EXPECT_EQ(content_hash(snapshot->deployments({}).value().at(0)), content_hash(batch.deployments[0]));
  EXPECT_EQ(content_hash(snapshot->commits({}).value().at(0)), content_hash(batch.commits[0]));
  EXPECT_EQ(snapshot->commits({}).value().at(0).source, "github");
  EXPECT_EQ(content_hash(snapshot->reviews({}).value().at(0)), content_hash(batch.reviews[0]));
  EXPECT_EQ(content_hash(snapshot->changes({}).value().at(0)), content_hash(batch.changes[0]));
  EXPECT_EQ(content_hash(snapshot->incidents({}).value().at(0)), content_hash(batch.incidents[0]));
  EXPECT_EQ(content_hash(snapshot->charges(kAll, {}).value().at(0)), content_hash(batch.charges[0]));
  EXPECT_EQ(content_hash(snapshot->provider_usage(kAll, {}).value().at(0)),
            content_hash(batch.provider_usage[0]));
}

TEST_F(SnapshotTest, FactsWithoutTheirOptionalPartsComeBackWithoutThem) {
  FactBatch batch;
  batch.deployments.emplace_back().key = {"api", "bare"};
  batch.commits.emplace_back().key = {"repo", "sha"};
  batch.changes.emplace_back().key = {"api", "bare"};
  batch.reviews.emplace_back().key = {"api", "bare"};
  batch.incidents.emplace_back().key = {"api", "bare"};
  put(copy_of(batch));
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  EXPECT_EQ(content_hash(snapshot->deployments({}).value().at(0)), content_hash(batch.deployments[0]));
  EXPECT_EQ(content_hash(snapshot->commits({}).value().at(0)), content_hash(batch.commits[0]));
  EXPECT_EQ(content_hash(snapshot->changes({}).value().at(0)), content_hash(batch.changes[0]));
  EXPECT_EQ(content_hash(snapshot->reviews({}).value().at(0)), content_hash(batch.reviews[0]));
  EXPECT_EQ(content_hash(snapshot->incidents({}).value().at(0)), content_hash(batch.incidents[0]));
}

TEST_F(SnapshotTest, UsageOfAProviderIsFoundByItsCurrentTime) {
  const Instant day = minute(0), next = day + std::chrono::hours(24);
  ProviderUsage moved = usage("moved", day);
  FactBatch first, second;
  first.provider_usage = {moved, usage("stays", day), usage("gone", day)};
  put(std::move(first));
  now_ = minute(1);
  moved.from = next;
  moved.to = next + std::chrono::hours(24);
  moved.requests.reset();
  moved.updated = minute(5000);
  second.provider_usage = {moved};
  put(std::move(second));
  retract(Kind::usage, {"meter", "gone"}, {}, minute(5000));
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  const auto names = [&](Window window, Snapshot::AsOf as_of = {}) {
    std::string out;
    for (const ProviderUsage& row : snapshot->provider_usage(window, as_of).value()) out += row.key.id + " ";
    return out;
  };
  EXPECT_EQ(names({day, next}), "stays ");
  EXPECT_EQ(names({next, next + Millis(1)}), "moved ");
  EXPECT_EQ(names({next - Millis(1), next + Millis(1)}), "moved stays ");
  EXPECT_EQ(names({day, next}, minute(0)), "gone moved stays ");
  EXPECT_EQ(names({day - Millis(1), day}), "");
  EXPECT_FALSE(snapshot->provider_usage({next, next + Millis(1)}, {}).value().at(0).requests);
  EXPECT_EQ(snapshot->provider_usage_of("meter", {day, next}, {}).value().at(0).key.id, "stays");
  EXPECT_TRUE(snapshot->provider_usage_of("another", {day, next}, {}).value().empty());
}

TEST_F(SnapshotTest, OneChangeByItsKey) {
  FactBatch batch;
  batch.changes = {change("7"), change("8")};
  batch.retractions.push_back({Kind::change, {"github", "8"}, {}, {}});
  put(copy_of(batch));
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  EXPECT_EQ(content_hash(snapshot->change({"github", "7"}, {}).value().value()),
            content_hash(batch.changes[0]));
  EXPECT_FALSE(snapshot->change({"github", "8"}, {}).value());
  EXPECT_FALSE(snapshot->change({"api", "7"}, {}).value());
  EXPECT_FALSE(snapshot->change({"github", "7"}, minute(-1)).value());
}

TEST_F(SnapshotTest, RequestsComeBackAsTheyWere) {
  Request odd = request("odd", minute(2));
  odd.trace_id = "4BF92F3577B34DA6A3CE929D0E0E4736";  // not in lower case: kept as sent
  odd.ttft_us.reset();
  odd.cost.reset();
  odd.price_id = odd.user = odd.version = odd.tags = {};
  odd.status = 0;
  odd.error = ErrorClass::timeout;
  Request none = request("no trace", minute(3));
  none.trace_id = {};
  const std::vector<Request> sent = {request("a", minute(1)), odd, none};
  put(sent);
  const auto reader = this->reader();
  std::size_t i = 0;
  EXPECT_TRUE(reader->begin(kDeadline).value()->requests(kAll, {}, {}, [&](const Request& row) {
    EXPECT_EQ(content_hash(row), content_hash(sent.at(i)));
    EXPECT_EQ(row.cost, sent.at(i).cost);
    EXPECT_EQ(row.price_id, sent.at(i).price_id);
    ++i;
  }));
  EXPECT_EQ(i, sent.size());
}

TEST_F(SnapshotTest, EachLevelHasACellForEachSeries) {
  put_models({"zeta", "alpha", "mu"});
  for (const Level level : {Level::minute, Level::five_minutes, Level::hour, Level::day})
    EXPECT_THAT(models({}, level), UnorderedElementsAre("alpha", "mu", "zeta"));
}

TEST_F(SnapshotTest, OfACellOnlyThePartsAskedForAreRead) {
  Request failed = request("a", minute(1));
  failed.error = ErrorClass::client;
  put({failed});
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  for (const CellParts parts : {CellParts{}, CellParts{.errors = true}, CellParts{.money = true},
                                CellParts{.sketches = true}, kWholeCell}) {
    int cells = 0;
    EXPECT_TRUE(snapshot->cells(Level::hour, kAll, {}, parts, [&](const StoredCell& cell) {
      ++cells;
      const CellSums& sums = cell.sums;
      EXPECT_EQ(sums.requests, 1);
      EXPECT_EQ(sums.errors[static_cast<std::size_t>(ErrorClass::client)], parts.errors ? 1 : 0);
      EXPECT_EQ(sums.tokens, parts.money ? failed.tokens : Tokens());
      EXPECT_EQ(sums.cost, parts.money ? *failed.cost : CostParts());
      Sketch latency;
      if (parts.sketches) latency.add(failed.latency_us);
      EXPECT_EQ(cell.latency, latency.encode());
    }));
    EXPECT_EQ(cells, 1);
  }
}

TEST_F(SnapshotTest, CellsAscendInTime) {
  put({request("c", minute(2)), request("a", minute(0)), request("b", minute(1))});
  const auto reader = this->reader();
  std::vector<Instant> starts;
  EXPECT_TRUE(reader->begin(kDeadline).value()->cells(
      Level::minute, kAll, {}, {}, [&](const StoredCell& cell) { starts.push_back(cell.start); }));
  EXPECT_THAT(starts, ElementsAre(minute(0), minute(1), minute(2)));
}

TEST_F(SnapshotTest, FiltersBySeries) {
  put_models({"zeta", "alpha", "mu"});
  Filter filter;
  filter[Dimension::model] = {"mu", "zeta"};
  EXPECT_THAT(models(filter), UnorderedElementsAre("mu", "zeta"));
  filter[Dimension::service] = {"another"};
  EXPECT_THAT(models(filter), ElementsAre());
  const auto reader = this->reader();
  filter = {};
  filter[Dimension::model] = {"mu"};
  std::vector<std::string> rows;
  EXPECT_TRUE(reader->begin(kDeadline).value()->requests(
      kAll, filter, {}, [&](const Request& row) { rows.emplace_back(row.series.model); }));
  EXPECT_THAT(rows, ElementsAre("mu"));
}

TEST_F(SnapshotTest, WindowsAreHalfOpen) {
  put({request("a", minute(0)), request("b", minute(1)), request("c", minute(2))});
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  int rows = 0, cells = 0;
  const Window window = {minute(1), minute(2)};
  EXPECT_TRUE(snapshot->requests(window, {}, {}, [&](const Request&) { ++rows; }));
  EXPECT_TRUE(snapshot->cells(Level::minute, window, {}, {}, [&](const StoredCell&) { ++cells; }));
  EXPECT_EQ(rows, 1);
  EXPECT_EQ(cells, 1);
}

struct PeriodCase {
  const char* name;
  Window window;
  std::size_t found;
};

TEST_F(SnapshotTest, ChargesAreThoseWhosePeriodOverlaps) {
  FactBatch batch;
  batch.charges = {charge("a day", minute(0))};
  put(std::move(batch));
  constexpr int kDay = 24 * 60;
  const PeriodCase cases[] = {
      {"the day itself", {minute(0), minute(kDay)}, 1},
      {"a minute of it", {minute(5), minute(6)}, 1},
      {"the day before", {minute(-kDay), minute(0)}, 0},
      {"the day after", {minute(kDay), minute(2 * kDay)}, 0},
  };
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  for (const PeriodCase& c : cases)
    EXPECT_EQ(snapshot->charges(c.window, {}).value().size(), c.found) << c.name;
}

TEST_F(SnapshotTest, SeesOneStateHoweverLongItTakes) {
  put({request("a", minute(1))});
  const auto reader = this->reader();
  auto snapshot = reader->begin(kDeadline).value();
  put({request("b", minute(0))});
  const auto count = [&] {
    int rows = 0;
    EXPECT_TRUE(snapshot->requests({minute(0), minute(2)}, {}, {}, [&](const Request&) { ++rows; }));
    return rows;
  };
  EXPECT_EQ(count(), 1);
  snapshot.reset();
  snapshot = reader->begin(kDeadline).value();
  EXPECT_EQ(count(), 2);
}

TEST_F(SnapshotTest, NothingStoredIsNoData) {
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  EXPECT_EQ(snapshot->requests_kept_from().value(), Instant());
  EXPECT_TRUE(snapshot->deployments({}).value().empty());
  EXPECT_GT(snapshot->size_bytes(), 0);
}

TEST_F(SnapshotTest, APassedDeadlineIsUnavailable) {
  const auto reader = this->reader();
  const auto late = reader->begin(Millis(0)).value()->deployments({});
  EXPECT_EQ(late.error().code, Code::unavailable);
  EXPECT_EQ(late.error().message, "query deadline exceeded");
}

/// Reads many rows with a visitor that works until the deadline has passed.
class DeadlineTest : public SnapshotTest {
 protected:
  DeadlineTest() {
    std::vector<Request> rows;
    for (int i = 0; i < 20'000; ++i) rows.push_back(request(std::to_string(i), minute(0) + Millis(i)));
    put(std::move(rows));
    reader_ = reader();
    const auto began = std::chrono::steady_clock::now();
    snapshot_ = reader_->begin(kShort).value();
    result_ = snapshot_->requests(kAll, {}, {}, [&](const Request&) {
      ++visited_;
      while (std::chrono::steady_clock::now() < began + 2 * kShort) {
      }
    });
  }
  static constexpr Millis kShort{20};
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Snapshot> snapshot_;
  Result<void> result_;
  int visited_ = 0;
};

TEST_F(DeadlineTest, EndsARunningQuery) {
  EXPECT_EQ(result_.error().message, "query deadline exceeded");
  EXPECT_LT(visited_, 20'000);
}

/// Without what every snapshot begins with.
std::vector<RanStatement> of_rollups(std::vector<RanStatement> ran) {
  std::erase_if(ran, [](const RanStatement& s) { return s.sql.find("rollup") == std::string::npos; });
  return ran;
}

TEST_F(SnapshotTest, TellsWhatRanAndHow) {
  put({request("a", minute(1))});
  const auto reader = this->reader();
  {
    const auto snapshot = reader->begin(kDeadline).value();
    Filter filter;
    filter[Dimension::model] = {"a secret"};
    for (int i = 0; i < 3; ++i)
      EXPECT_TRUE(snapshot->cells(Level::hour, kAll, filter, {}, [](const StoredCell&) {}));
    const auto ran = of_rollups(snapshot->statements());
    ASSERT_EQ(ran.size(), 1u);
    EXPECT_THAT(ran[0].sql, StartsWith("SELECT start_ms, series_id, requests FROM rollup_hour WHERE"));
    EXPECT_EQ(ran[0].plan, "SEARCH rollup_hour USING PRIMARY KEY (start_ms>? AND start_ms<?)");
    EXPECT_EQ(ran[0].runs, 3);
  }
  EXPECT_TRUE(of_rollups(reader->begin(kDeadline).value()->statements()).empty());
}

TEST_F(DeadlineTest, TellsWhatRanIntoIt) {
  ASSERT_TRUE(result_.has_error());
  bool found = false;
  for (const RanStatement& ran : snapshot_->statements())
    found |= ran.sql.find("FROM request") != std::string::npos && ran.plan.find("SEARCH") == 0;
  EXPECT_TRUE(found);
}

TEST_F(SnapshotTest, ReadersCannotWrite) {
  SQLite::Database database = open_reader(dir_.path() / kDatabaseName);
  EXPECT_THROW(database.exec("DELETE FROM label"), SQLite::Exception);
  EXPECT_THROW(database.exec("CREATE TABLE t (x)"), SQLite::Exception);
}

TEST(Reader, NoDatabaseIsUnavailable) {
  const TempDir dir;
  EXPECT_EQ(Reader::open(dir.path()).error().code, Code::unavailable);
}

TEST_F(SnapshotTest, TellsInWhichHoursThereWereRequests) {
  const auto hours = [&](std::optional<Instant> as_of) {
    const auto reader = this->reader();
    const auto arrivals = reader->begin(std::chrono::seconds(60)).value()->request_hours(as_of).value();
    std::vector<std::int64_t> out;
    for (const std::int64_t hour : arrivals.hours()) out.push_back(hour - to_ms(minute(0)) / 3'600'000);
    return out;
  };
  EXPECT_TRUE(hours({}).empty());
  for (const int arrived : {5, 59, 60, 61, 600}) {
    now_ = minute(arrived);
    put({request("a", minute(arrived - 1))});
  }
  EXPECT_EQ(hours({}), (std::vector<std::int64_t>{0, 1, 9}));
  EXPECT_EQ(hours(minute(61)), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(hours(minute(61) - Millis(1)), (std::vector<std::int64_t>{0}));
  EXPECT_TRUE(hours(minute(4)).empty());
}

}  // namespace
}  // namespace shiptally::store
