// The same facts give the same answers whatever the order in which they come, also doubled and restated.

#include <algorithm>
#include <random>
#include <set>
#include <sstream>

#include "schema/content_hash.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr Millis kDeadline = std::chrono::seconds(60);
const Window kAll = {minute(-100'000), minute(100'000)};

std::string print(const StoredCell& cell) {
  const CellSums& sums = cell.sums;
  std::ostringstream out;
  out << format_instant(cell.start) << ' ' << cell.name->service << ' ' << cell.name->model << ' ';
  out << sums.requests << ' ' << sums.unpriced << ' ' << sums.tokens.input << ' ' << sums.tokens.output << ' '
      << total(sums.cost).str();
  for (const auto errors : sums.errors) out << ' ' << errors;
  for (const std::string_view sketch : {cell.latency, cell.ttft})
    out << ' ' << testing::PrintToString(std::string(sketch));
  return out.str();
}

/// Everything that a reader can see, as text.
std::string print_all(Reader& reader) {
  const auto snapshot = reader.begin(kDeadline).value();
  std::ostringstream out;
  for (const Level level : {Level::minute, Level::five_minutes, Level::hour, Level::day}) {
    std::set<std::string> cells;  // series of one start come in the order of their arrival
    EXPECT_TRUE(snapshot->cells(level, kAll, {}, kWholeCell,
                                [&](const StoredCell& cell) { cells.insert(print(cell)); }));
    for (const std::string& cell : cells) out << cell << '\n';
  }
  EXPECT_TRUE(
      snapshot->requests(kAll, {}, {}, [&](const Request& row) { out << content_hash(row).low << '\n'; }));
  for (const auto& d : snapshot->deployments({}).value())
    out << d.key.id << ' ' << content_hash(d).low << '\n';
  for (const auto& c : snapshot->commits({}).value()) out << c.source << ' ' << content_hash(c).low << '\n';
  for (const auto& c : snapshot->changes({}).value()) out << content_hash(c).low << '\n';
  for (const auto& r : snapshot->reviews({}).value()) out << content_hash(r).low << '\n';
  for (const auto& i : snapshot->incidents({}).value()) out << content_hash(i).low << '\n';
  for (const auto& c : snapshot->charges(kAll, {}).value()) out << content_hash(c).low << '\n';
  for (const auto& u : snapshot->provider_usage(kAll, {}).value()) out << content_hash(u).low << '\n';
  return out.str();
}

std::vector<FactBatch> request_events() {
  std::vector<FactBatch> events;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    Request running = request(name, minute(name[0] % 3 * 40));
    running.final = false;
    running.cost.reset();
    running.status = 0;
    running.latency_us = 0;
    Request done = request(name, running.ts);
    done.latency_us = 1000 * (name[0] % 7);
    if (name[0] % 2) done.series.model = "claude-haiku-4-5";
    Request corrected = done;
    corrected.tokens.output += 1;
    corrected.error = ErrorClass::provider;
    for (const Request& row : {running, done, corrected, done}) events.push_back(batch_of({row}));
  }
  FactBatch retraction;
  retraction.retractions.push_back({Kind::request, {"test", "c"}, minute('c' % 3 * 40), {}});
  events.push_back(std::move(retraction));
  return events;
}

template <class Fact>
void add(std::vector<FactBatch>& events, std::vector<Fact> FactBatch::*list, const Fact& fact) {
  (events.emplace_back().*list).push_back(fact);
}

std::vector<FactBatch> fact_events() {
  std::vector<FactBatch> events;
  for (const char* id : {"1", "2", "3"}) {
    Deployment running = deployment(id);
    running.status = DeploymentStatus::in_progress;
    running.finished.reset();
    Deployment newer = deployment(id, minute(9));
    newer.status = DeploymentStatus::failure;
    Deployment tie = newer;
    tie.team = "another";
    for (const Deployment& d : {running, deployment(id), newer, tie, newer})
      add(events, &FactBatch::deployments, d);
  }
  Commit other = commit("aa");
  other.source = "gitlab";
  Commit bare = commit("aa");
  bare.parents.reset();
  for (const Commit& c : {commit("aa"), other, bare}) add(events, &FactBatch::commits, c);
  add(events, &FactBatch::changes, change("7"));
  add(events, &FactBatch::changes, change("8"));
  Review late = review("r1");
  late.author = "alan";
  late.updated = minute(9);
  for (const Review& r : {late, review("r1"), review("r2")}) add(events, &FactBatch::reviews, r);
  add(events, &FactBatch::incidents, incident("P1"));
  add(events, &FactBatch::charges, charge("line 1", minute(0)));
  ProviderUsage restated = usage("row 1", minute(0));
  restated.tokens.input = 7;
  restated.updated = minute(9000);
  for (const ProviderUsage& u : {restated, usage("row 1", minute(0)), usage("row 2", minute(0))})
    add(events, &FactBatch::provider_usage, u);
  events.emplace_back().retractions.push_back({Kind::usage, {"meter", "row 2"}, {}, {}});
  events.emplace_back().retractions.push_back({Kind::deployment, {"api", "2"}, {}, {}});
  events.emplace_back().retractions.push_back(
      {Kind::deployment, {"api", "3"}, {}, minute(8)});  // older than the fact
  events.emplace_back().retractions.push_back({Kind::change, {"github", "8"}, {}, {}});
  events.emplace_back().retractions.push_back({Kind::review, {"github", "r2"}, {}, {}});
  return events;
}

std::string print_after(const std::vector<FactBatch>& events, bool together) {
  const TempDir dir;
  Options options{.directory = dir.path(), .now = [] { return minute(0); }, .on_commit = {}};
  {
    const auto store = Store::open(std::move(options)).value();
    FactBatch all;
    for (const FactBatch& event : events) {
      if (!together) {
        EXPECT_TRUE(store->submit(copy_of(event), [](Result<Receipt> r) { EXPECT_TRUE(r.has_value()); }));
        continue;
      }
      const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
      append(all.requests.rows, event.requests.rows);
      append(all.deployments, event.deployments);
      append(all.commits, event.commits);
      append(all.changes, event.changes);
      append(all.reviews, event.reviews);
      append(all.incidents, event.incidents);
      append(all.charges, event.charges);
      append(all.provider_usage, event.provider_usage);
      append(all.retractions, event.retractions);
    }
    EXPECT_TRUE(store->submit(std::move(all), [](Result<Receipt> r) { EXPECT_TRUE(r.has_value()); }));
  }
  return print_all(*Reader::open(dir.path()).value());
}

void expect_same_in_any_order(std::vector<FactBatch> events) {
  const std::string expected = print_after(events, false);
  EXPECT_FALSE(expected.empty());
  std::mt19937 random(7);
  for (int round = 0; round < 12; ++round) {
    std::shuffle(events.begin(), events.end(), random);
    EXPECT_EQ(print_after(events, round % 2 == 0), expected) << "round " << round;
  }
}

TEST(Arrival, RequestsInAnyOrderGiveTheSameBytes) { expect_same_in_any_order(request_events()); }
TEST(Arrival, FactsInAnyOrderGiveTheSameBytes) { expect_same_in_any_order(fact_events()); }

TEST_F(StoreTest, TheLaterWordOfTheFactItselfIsCurrent) {
  Deployment newer = deployment("1", minute(9));
  newer.service = "newer";
  Deployment older = deployment("1", minute(8));
  older.service = "older";
  put(newer);
  put(older);
  const auto reader = this->reader();
  const auto facts = reader->begin(kDeadline).value()->deployments({}).value();
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].service, "newer");
  EXPECT_EQ(facts[0].updated, minute(9));
}

TEST_F(StoreTest, ARetractionMayComeFirst) {
  EXPECT_EQ(retract(Kind::deployment, {"api", "1"}).accepted, 1U);
  EXPECT_EQ(retract(Kind::deployment, {"api", "1"}).duplicate, 1U);
  EXPECT_EQ(retract(Kind::request, {"test", "a"}, minute(1)).accepted, 1U);
  EXPECT_EQ(retract(Kind::request, {"test", "a"}, minute(1)).duplicate, 1U);
  put(deployment("1", minute(50)));
  EXPECT_EQ(put({request("a", minute(1))}).duplicate, 1U);  // it changes nothing
  EXPECT_EQ(sql("SELECT count(*) FROM deployments"), "0");
  EXPECT_EQ(sql("SELECT count(*) FROM requests"), "0");
  EXPECT_EQ(sql("SELECT count(*) FROM rollup_day"), "0");
}

TEST_F(StoreTest, PricedAnotherWayIsStillTheSameRequest) {
  put({request("a", minute(1))});
  Request priced_again = request("a", minute(1));
  priced_again.cost = CostParts{Money::from_dollars(5)};
  EXPECT_EQ(put({priced_again}).duplicate, 1U);
  EXPECT_EQ(sql("SELECT input_cost_pico FROM rollup_hour"), "300");
}

// The oracle: the same sums over the raw rows in plain SQL.
TEST_F(StoreTest, RollupsAreTheSumsOfTheRows) {
  std::mt19937 random(11);
  for (int round = 0; round < 10; ++round) {
    std::vector<Request> rows;
    for (int i = 0; i < 200; ++i) {
      const std::string name = std::to_string(random() % 900);
      Request row = request(name, minute(std::stoi(name) * 7));
      row.series.model = random() % 2 ? "claude-sonnet-4-5" : "claude-haiku-4-5";
      row.final = random() % 2;
      row.tokens.output = random() % 1000;
      row.error = static_cast<ErrorClass>(random() % 6);
      if (random() % 5 == 0) row.cost.reset();
      rows.push_back(row);
    }
    put(std::move(rows));
    const std::string name = std::to_string(random() % 900);
    retract(Kind::request, {"test", name}, minute(std::stoi(name) * 7));
  }
  EXPECT_NE(sql("SELECT sum(rows) FROM request_chunk"), sql("SELECT count(*) FROM request"));
  for (const auto& [level, span] : {std::pair("minute", 60'000), std::pair("5m", 300'000),
                                    std::pair("hour", 3'600'000), std::pair("day", 86'400'000)}) {
    const std::string rows =
        "SELECT ts_ms / " + std::to_string(span) + " * " + std::to_string(span) +
        ", series_id, count(*), sum(error = 3), sum(input_cost_pico IS NULL AND flags & 1), "
        "sum(output_tokens),"
        " ifnull(money_sum(output_cost_pico), 0) FROM request WHERE flags < 2 GROUP BY 1, 2";
    const std::string cells =
        "SELECT start_ms, series_id, requests, provider_errors, unpriced, output_tokens, output_cost_pico "
        "FROM rollup_" +
        std::string(level);
    EXPECT_EQ(sql("SELECT count(*) FROM (" + rows + " EXCEPT " + cells + ")"), "0") << level;
    EXPECT_EQ(sql("SELECT count(*) FROM (" + cells + " EXCEPT " + rows + ")"), "0") << level;
  }
}

}  // namespace
}  // namespace shiptally::store
