// Another price is a further version of the same request: it wins, the old one stays readable, sums follow.

#include <map>
#include <random>

#include "schema/content_hash.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr Millis kDeadline = std::chrono::seconds(60);
const Window kAll = {minute(-1000), minute(1000)};

CostParts parts(std::int64_t pico) { return {Money::from_pico(pico)}; }

class RepricingTest : public StoreTest {
 protected:
  /// A version of it as a sender sends it: what it costs was worked out by the book of then.
  static Request sent(std::string_view name, std::int64_t output, std::optional<std::int64_t> pico) {
    Request row = request(name, minute(name[0] - 'a'));
    row.tokens.output = output;
    row.cost = pico ? std::optional(parts(*pico)) : std::nullopt;
    row.price_id = pico ? "old" : "";
    return row;
  }
  static RepricedRequest repriced(const Request& seen, std::optional<std::int64_t> pico) {
    return {seen.ts, seen.id, content_hash(seen), pico ? std::optional(parts(*pico)) : std::nullopt,
            pico ? "new" : ""};
  }
  void begin(std::int64_t number = 1) {
    Repricing run;
    run.number = number;
    run.window = kAll;
    run.price_book = "2026-11-24 abc";
    run.done_to = kAll.from;
    EXPECT_TRUE(store_->put_prices({{}, run, {}}));
  }
  void reprice(std::vector<RepricedRequest> rows, std::int64_t number = 1) {
    const auto looked_at = static_cast<std::int64_t>(rows.size());
    EXPECT_TRUE(store_->put_prices({{}, {}, RepricingStep{number, kAll.to, looked_at, 0, std::move(rows)}}));
  }
  /// Name by price_id and cost of each visible request.
  std::string prices(std::optional<Instant> as_of = {}) const {
    const auto reader = this->reader();
    std::string out;
    EXPECT_TRUE(reader->begin(kDeadline).value()->requests(kAll, {}, as_of, [&](const Request& r) {
      out += std::string(r.price_id) + ":" + (r.cost ? to_string(total(*r.cost).pico()) : "none") + " ";
    }));
    return out;
  }
  CellSums sums(Level level) {
    const auto reader = this->reader();
    CellSums all;
    EXPECT_TRUE(reader->begin(kDeadline).value()->cells(level, {minute(-1440), minute(2880)}, {}, kWholeCell,
                                                        [&](const StoredCell& cell) { all += cell.sums; }));
    return all;
  }
  std::vector<RepricingChange> changes() {
    const auto reader = this->reader();
    return reader->begin(kDeadline).value()->repricings().value().changes;
  }
};

TEST_F(RepricingTest, ANewPriceWinsAndTheOldOneStaysReadable) {
  now_ = minute(10);
  put({sent("a", 1, 100), sent("b", 1, std::nullopt), sent("c", 1, 300)});
  const std::string before = prices();
  EXPECT_EQ(before, "old:100 :none old:300 ");
  now_ = minute(20);
  begin();
  reprice({repriced(sent("a", 1, 100), 150), repriced(sent("b", 1, {}), 7), repriced(sent("c", 1, 300), {})});
  EXPECT_EQ(prices(), "new:150 new:7 :none ");
  EXPECT_EQ(prices(minute(19)), before);
  for (const Level level : {Level::minute, Level::five_minutes, Level::hour, Level::day}) {
    EXPECT_EQ(sums(level).requests, 3);
    EXPECT_EQ(sums(level).unpriced, 1);
    EXPECT_EQ(total(sums(level).cost).pico(), 157);
  }
  const RepricingChange expected = {1, minute(0), "anthropic",           "claude-sonnet-4-5",  3,
                                    1, 1,         Money::from_pico(400), Money::from_pico(157)};
  EXPECT_EQ(changes(), std::vector{expected});
}

TEST_F(RepricingTest, TheSendersRetryIsADuplicate) {
  put({sent("a", 1, 100)});
  begin();
  reprice({repriced(sent("a", 1, 100), 150)});
  EXPECT_EQ(put({sent("a", 1, 100)}).duplicate, 1U);
  EXPECT_EQ(prices(), "new:150 ");
  // And what is the same again changes nothing, also nothing in the record.
  reprice({repriced(sent("a", 1, 100), 150)});
  EXPECT_EQ(changes().at(0).requests, 1);
  EXPECT_EQ(sql("SELECT count(*) FROM batch"), "2");
}

TEST_F(RepricingTest, WhatItsSenderChangedMeanwhileIsLeftAlone) {
  Request first = sent("a", 1, 100), last = sent("a", 2, 200);
  if (content_hash(first) > content_hash(last)) std::swap(first, last);
  put({first, sent("b", 1, 10)});
  begin();
  put({last});
  retract(Kind::request, {"test", "b"}, minute(1));
  reprice({repriced(first, 5), repriced(sent("b", 1, 10), 5)});
  EXPECT_EQ(prices(), "old:" + to_string(total(*last.cost).pico()) + " ");
  EXPECT_TRUE(changes().empty());
}

TEST_F(RepricingTest, KeepsTheRestOfARequest) {
  const Request row = request("a", minute(0));
  put({row});
  begin();
  RepricedRequest other = repriced(row, 42);
  reprice({other});
  close();
  open();
  const auto reader = this->reader();
  EXPECT_TRUE(reader->begin(kDeadline).value()->requests(kAll, {}, {}, [&](const Request& r) {
    EXPECT_EQ(content_hash(r), content_hash(row));
    EXPECT_EQ(r.user, row.user);
    EXPECT_EQ(r.trace_id, row.trace_id);
    EXPECT_EQ(r.tags, row.tags);
    EXPECT_EQ(r.price_id, "new");
  }));
}

TEST_F(RepricingTest, RecordsRunsAndBooks) {
  now_ = minute(3);
  for (const char* version : {"one", "one", "two"}) {
    EXPECT_TRUE(store_->put_prices({version, {}, {}}));
    now_ += std::chrono::minutes(1);
  }
  begin(4);
  Repricing same;
  same.number = 4;
  EXPECT_FALSE(store_->put_prices({{}, same, {}})) << "a number is given once";
  const auto reader = this->reader();
  const RepricingBook book = reader->begin(kDeadline).value()->repricings().value();
  EXPECT_EQ(book.price_books, (std::vector<PriceBookSince>{{minute(3), "one"}, {minute(5), "two"}}));
  ASSERT_EQ(book.runs.size(), 1U);
  EXPECT_EQ(book.runs[0].recorded, minute(6));
  EXPECT_EQ(book.runs[0].done_to, kAll.from);
}

/// Whatever senders and repricings do in whatever order, rollups are the sums of the rows, and the record
/// explains every picodollar of the difference.
TEST_F(RepricingTest, SumsHoldWhateverTheOrder) {
  std::mt19937 random(20'261'124);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  constexpr std::string_view kNames[] = {"a", "b", "c", "d", "e", "f"};
  begin();
  Money explained;
  const auto cost_of_rows = [&] {
    Money cost;
    const auto reader = this->reader();
    EXPECT_TRUE(reader->begin(kDeadline).value()->requests(
        kAll, {}, {}, [&](const Request& r) { cost += r.cost ? total(*r.cost) : Money(); }));
    return cost;
  };
  for (int round = 0; round < 60; ++round) {
    now_ += std::chrono::seconds(1);
    if (pick(2) == 0) {
      std::vector<Request> rows;
      for (int i = 0; i < 3; ++i) rows.push_back(sent(kNames[pick(6)], pick(3), pick(1000)));
      put(std::move(rows));
    } else {
      const Money before = cost_of_rows();
      std::map<std::string_view, RepricedRequest> rows;
      for (int i = 0; i < 3; ++i) {
        const std::string_view name = kNames[pick(6)];
        rows[name] =
            repriced(sent(name, pick(3), {}), pick(4) == 0 ? std::nullopt : std::optional(pick(1000)));
      }
      std::vector<RepricedRequest> sorted;
      for (const auto& [name, row] : rows) sorted.push_back(row);
      reprice(std::move(sorted));
      explained += cost_of_rows() - before;
    }
    ASSERT_EQ(total(sums(Level::minute).cost), cost_of_rows());
    ASSERT_EQ(total(sums(Level::day).cost), cost_of_rows());
  }
  Money recorded;
  for (const RepricingChange& change : changes()) recorded += change.new_cost - change.old_cost;
  EXPECT_EQ(recorded, explained);
}

}  // namespace
}  // namespace shiptally::store
