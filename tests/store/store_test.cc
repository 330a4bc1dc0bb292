#include "daemon/store/store.h"

#include <gmock/gmock.h>

#include <future>
#include <latch>

#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

using testing::HasSubstr;

constexpr Millis kDeadline = std::chrono::seconds(60);

TEST_F(StoreTest, AnsweredMeansStored) {
  const Receipt receipt = put({request("a", minute(1)), request("b", minute(1))});
  EXPECT_EQ(receipt.accepted, 2U);
  EXPECT_EQ(receipt.duplicate, 0U);
  EXPECT_EQ(sql("SELECT count(*) FROM request"), "2");
}

TEST_F(StoreTest, ARetryChangesNothing) {
  put({request("a", minute(1))});
  const std::string batches = sql("SELECT count(*) FROM batch");
  const Receipt again = put({request("a", minute(1)), request("a", minute(1))});
  EXPECT_EQ(again.accepted, 0U);
  EXPECT_EQ(again.duplicate, 2U);
  EXPECT_EQ(sql("SELECT requests FROM rollup_day"), "1");
  EXPECT_EQ(sql("SELECT count(*) FROM batch"), batches);
}

TEST_F(StoreTest, CountsEachBatchOfAGroupByItself) {
  FactBatch batch = batch_of({request("a", minute(1))});
  batch.deployments = {deployment("1"), deployment("1"), deployment("2")};
  batch.commits = {commit("aa")};
  batch.changes = {change("7")};
  batch.incidents = {incident("P1")};
  batch.charges = {charge("line 1", minute(0))};
  const Receipt receipt = put(std::move(batch));
  EXPECT_EQ(receipt.accepted, 7U);
  EXPECT_EQ(receipt.duplicate, 1U);
}

/// Holds the writer inside the first commit's `done`, so that what is submitted meanwhile makes one group.
class GroupTest : public StoreTest {
 protected:
  void hold() {
    ASSERT_TRUE(store_->submit(batch_of({request("first", minute(0))}), [this](Result<Receipt>) {
      held_.count_down();
      release_.wait();
    }));
    held_.wait();
  }
  std::future<Result<Receipt>> later(FactBatch batch) {
    auto answer = std::make_shared<std::promise<Result<Receipt>>>();
    EXPECT_TRUE(store_->submit(std::move(batch),
                               [answer](Result<Receipt> result) { answer->set_value(std::move(result)); }));
    return answer->get_future();
  }
  std::latch held_{1}, release_{1};
};

TEST_F(GroupTest, WhatQueuedUpIsOneTransaction) {
  hold();
  std::vector<std::future<Result<Receipt>>> answers;
  for (const char* name : {"a", "b", "c", "a"})
    answers.push_back(later(batch_of({request(name, minute(1))})));
  EXPECT_EQ(store_->queued_rows(), 4U);
  release_.count_down();
  std::size_t accepted = 0, duplicate = 0;
  for (auto& answer : answers) {
    const Receipt receipt = answer.get().value();
    accepted += receipt.accepted;
    duplicate += receipt.duplicate;
  }
  EXPECT_EQ(accepted, 3U);
  EXPECT_EQ(duplicate, 1U);
  EXPECT_EQ(sql("SELECT count(*) FROM batch"), "2");
}

TEST_F(GroupTest, OnePoisonedBatchDoesNotTakeTheOthersDown) {
  hold();
  auto good = later(batch_of({request("good", minute(1))}));
  Request wrong = request("wrong", minute(1));
  wrong.series.model = "a model only the wrong batch knows";
  FactBatch poisoned = batch_of({request("beside it", minute(1)), wrong});
  poisoned.deployments = {deployment("1")};
  poisoned.deployments[0].rollout_percent = 200;
  auto bad = later(std::move(poisoned));
  auto also_good = later(batch_of({request("also good", minute(1))}));
  release_.count_down();
  EXPECT_EQ(good.get().value().accepted, 1U);
  EXPECT_EQ(also_good.get().value().accepted, 1U);
  const Error error = bad.get().error();
  EXPECT_EQ(error.code, Code::invalid);
  EXPECT_THAT(error.message, HasSubstr("rollout_percent"));
  EXPECT_EQ(sql("SELECT count(*) FROM request"), "3");
  EXPECT_EQ(sql("SELECT requests FROM rollup_minute WHERE start_ms = " + std::to_string(to_ms(minute(1)))),
            "2");
  // The model's id went with the transaction; the cache must not remember it.
  put({wrong});
  EXPECT_EQ(sql("SELECT count(*) FROM requests WHERE model LIKE 'a model only%'"), "1");
}

TEST_F(StoreTest, CountsThatCouldOverflowASumAreRefused) {
  const auto refused = [&](const Request& row) {
    const auto answer = store_->submit(batch_of({request("beside it", minute(1)), row}), [](const auto&) {});
    return answer.has_error() ? answer.error().message : "accepted";
  };
  Request row = request("wrong", minute(1));
  row.tokens.input = -1;
  EXPECT_THAT(refused(row), HasSubstr("input_tokens"));
  row.tokens.input = std::int64_t{1} << 40;
  EXPECT_THAT(refused(row), HasSubstr("input_tokens"));
  row = request("wrong", minute(1));
  row.latency_us = -1;
  EXPECT_THAT(refused(row), HasSubstr("latency_ms"));
  row = request("wrong", minute(1));
  row.status = 1000;
  EXPECT_THAT(refused(row), HasSubstr("status"));
  EXPECT_EQ(sql("SELECT count(*) FROM request"), "0");
}

TEST_F(GroupTest, ClosingDrainsTheQueue) {
  hold();
  auto answer = later(batch_of({request("last", minute(1))}));
  release_.count_down();
  close();
  EXPECT_EQ(answer.get().value().accepted, 1U);
  EXPECT_EQ(sql("SELECT count(*) FROM request"), "2");
}

TEST(StoreQueue, FullIsSaidAtOnce) {
  const TempDir dir;
  std::latch held(1), release(1), done(2);
  Options options{
      .directory = dir.path(), .queue_rows_max = 4, .now = [] { return minute(0); }, .on_commit = {}};
  auto store = Store::open(std::move(options)).value();
  ASSERT_TRUE(store->submit(batch_of({request("first", minute(0))}), [&](Result<Receipt>) {
    held.count_down();
    release.wait();
    done.count_down();
  }));
  held.wait();
  ASSERT_TRUE(store->submit(batch_of({request("a", minute(0)), request("b", minute(0))}),
                            [&](Result<Receipt>) { done.count_down(); }));
  const auto refused = store->submit(batch_of({request("c", minute(0))}), [](Result<Receipt>) { FAIL(); });
  EXPECT_EQ(refused.error().code, Code::overloaded);
  release.count_down();
  done.wait();
}

TEST_F(StoreTest, ASecondDaemonIsKeptOut) {
  const auto second = Store::open(options());
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().code, Code::in_use);
  EXPECT_THAT(second.error().message, HasSubstr("pid " + std::to_string(getpid())));
  close();
  EXPECT_TRUE(Store::open(options()).has_value());
}

TEST_F(StoreTest, ReopeningKeepsEverything) {
  put({request("a", minute(1))});
  put(deployment("1"));
  now_ = minute(9);
  close();
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "shiptally.db-wal"));
  open();
  EXPECT_EQ(put({request("a", minute(1))}).duplicate, 1U);
  EXPECT_EQ(put(deployment("1")).duplicate, 1U);
  EXPECT_EQ(put({request("b", minute(1))}).accepted, 1U);
  EXPECT_EQ(sql("SELECT requests FROM rollup_hour"), "2");
  EXPECT_EQ(sql("SELECT count(*) FROM series"), "1");
}

TEST_F(StoreTest, ArrivalTimesNeverGoBack) {
  now_ = minute(10);
  put({request("a", minute(1))});
  now_ = minute(5);
  put({request("b", minute(1))});
  EXPECT_EQ(sql("SELECT min(recorded_ms) FROM batch"), std::to_string(to_ms(minute(10))));
}

TEST_F(StoreTest, ARequestIsTakenBackByTimeAndId) {
  FactBatch batch;
  batch.retractions.push_back({Kind::request, {"test", "a"}, {}, {}});
  EXPECT_EQ(store_->submit(std::move(batch), [](Result<Receipt>) { FAIL(); }).error().code, Code::invalid);
}

TEST_F(StoreTest, KeepsTokens) {
  TokenRow token{"ci", std::string(32, '\x01'), {"ingest", "read"}, minute(1)};
  ASSERT_TRUE(store_->put_token(token).has_value());
  token.revoked = true;
  ASSERT_TRUE(store_->put_token(token).has_value());
  ASSERT_TRUE(store_->put_token({"admin", std::string(32, '\x02'), {"admin"}, minute(2)}).has_value());
  const auto reader = this->reader();
  const auto tokens = reader->begin(kDeadline).value()->tokens().value();
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(tokens[0].name, "admin");
  EXPECT_EQ(tokens[1].sha256, token.sha256);
  EXPECT_EQ(tokens[1].scopes, token.scopes);
  EXPECT_EQ(tokens[1].created, token.created);
  EXPECT_TRUE(tokens[1].revoked);
}

TEST_F(StoreTest, ATokenThatIsNoHashIsRefused) {
  EXPECT_EQ(store_->put_token({"ci", "short", {}, minute(1)}).error().code, Code::invalid);
}

TEST_F(StoreTest, KeepsWhatIsKnownOfReports) {
  const ReportStream stream{"finance", "directory /srv", "xlsx"};
  const Instant october = parse_instant("2026-10-01").value(), november = parse_instant("2026-11-01").value();
  ReportDelivery retried{stream, october, 1, 2, minute(1), minute(5), "disk full", false, {}, ""};
  ASSERT_TRUE(store_->put_reports({{retried}, std::vector<ReportStart>{{stream, october}}}).has_value());
  ReportDelivery next{stream, november, 2, 1, minute(7), {}, "", true, {}, ""};
  ReportDelivery done = retried;
  done.next_try.reset();
  done.last_error.clear();
  done.delivered = minute(6);
  done.sha256 = "00ff";
  ASSERT_TRUE(store_->put_reports({{next, done}, {}}).has_value());
  close();
  open();
  const ReportBook book = reader()->begin(kDeadline).value()->reports().value();
  EXPECT_EQ(book.deliveries, (std::vector<ReportDelivery>{done, next}));
  EXPECT_EQ(book.starts, (std::vector<ReportStart>{{stream, october}}));
  ASSERT_TRUE(store_->put_reports({{}, std::vector<ReportStart>{}}).has_value());
  EXPECT_TRUE(reader()->begin(kDeadline).value()->reports().value().starts.empty());
}

TEST_F(StoreTest, ACursorMovesWithItsRows) {
  const auto reader = this->reader();
  EXPECT_EQ(reader->begin(kDeadline).value()->cursor("access.log").value(), std::nullopt);
  FactBatch facts = batch_of({request("a", minute(1))});
  facts.cursor = Cursor{"access.log", "512"};
  EXPECT_EQ(put(std::move(facts)).accepted, 1U);
  EXPECT_EQ(reader->begin(kDeadline).value()->cursor("access.log").value(), "512");
  FactBatch nothing_usable;
  nothing_usable.cursor = Cursor{"access.log", "600"};
  EXPECT_EQ(put(std::move(nothing_usable)).accepted, 0U);
  EXPECT_EQ(reader->begin(kDeadline).value()->cursor("access.log").value(), "600");
}

TEST_F(StoreTest, ACursorStaysWhereItsRowsAreRefused) {
  FactBatch facts;
  Deployment broken = deployment("d");
  broken.rollout_percent = 200;
  facts.deployments = {broken};
  facts.cursor = Cursor{"access.log", "512"};
  std::promise<bool> refused;
  const auto submitted =
      store_->submit(std::move(facts), [&](const auto& receipt) { refused.set_value(receipt.has_error()); });
  ASSERT_TRUE(submitted.has_value());
  EXPECT_TRUE(refused.get_future().get());
  EXPECT_EQ(reader()->begin(kDeadline).value()->cursor("access.log").value(), std::nullopt);
}

TEST_F(StoreTest, TellsWhatItCommitted) {
  close();
  std::vector<std::size_t> sizes;
  Options options = this->options();
  options.on_commit = [&](const Committed& commit) {
    EXPECT_GT(commit.took.count(), 0);
    EXPECT_FALSE(commit.delivery_facts);
    sizes.push_back(commit.requests.size());
  };
  store_ = Store::open(std::move(options)).value();
  put({request("a", minute(1)), request("b", minute(1))});
  put({request("b", minute(1)), request("c", minute(1))});  // b is a duplicate
  close();
  EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 1}));
}

}  // namespace
}  // namespace shiptally::store
