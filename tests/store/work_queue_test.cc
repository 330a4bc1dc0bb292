#include "daemon/store/work_queue.h"

#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

using testing::ElementsAre;

Job job(std::size_t rows, std::size_t bytes = 0, Urgency urgency = Urgency::log) {
  Job job;
  job.batch.requests.rows.resize(rows);
  job.batch.requests.text.emplace_back(bytes, 'x');
  job.batch.urgency = urgency;
  return job;
}

Job deployment(std::string id) {
  Job job;
  job.batch.urgency = Urgency::event;
  job.batch.deployments.emplace_back().key.id = std::move(id);
  return job;
}

class WorkQueueTest : public testing::Test {
 protected:
  WorkQueue queue(std::size_t rows_max, std::size_t bytes_max, ByUrgency<Millis> wait_max = {}) {
    return WorkQueue({rows_max, bytes_max, wait_max}, [this] { return now_; });
  }
  /// Teaches it a disk that takes 10 ms for the commit and 10 us a row: 4,000 rows in 50 ms.
  static void teach(WorkQueue& queue) {
    for (int i = 0; i < 200; ++i) {
      const std::size_t rows = i % 2 ? 100 : 2000;
      ASSERT_TRUE(queue.push(job(rows)));
      queue.take();
      queue.finished(std::chrono::milliseconds(10) + std::chrono::microseconds(10) * rows);
    }
  }
  static std::vector<std::size_t> rows_of(const std::vector<Job>& jobs) {
    std::vector<std::size_t> rows;
    for (const Job& one : jobs) rows.push_back(one.rows());
    return rows;
  }

  Tick now_{};
};

TEST_F(WorkQueueTest, ALaneIsBoundedInRowsAndInMemory) {
  WorkQueue rows = queue(20, 1 << 20);
  EXPECT_TRUE(rows.push(job(6)));
  EXPECT_EQ(rows.push(job(5)).error().code, Code::overloaded);
  EXPECT_TRUE(rows.push(job(4)));
  EXPECT_EQ(rows.rows(), 10U);

  WorkQueue bytes = queue(1'000'000, 2000 + 4 * sizeof(Request));
  EXPECT_TRUE(bytes.push(job(1, 600)));
  EXPECT_EQ(bytes.push(job(1, 401)).error().code, Code::overloaded);
  EXPECT_EQ(bytes.push(job(2, 0)).error().code, Code::overloaded) << "rows are memory too";
  EXPECT_TRUE(bytes.push(job(1, 400)));
}

TEST_F(WorkQueueTest, AFullLaneLeavesTheOthersAlone) {
  WorkQueue queue = this->queue(20, 1 << 20);
  ASSERT_TRUE(queue.push(job(10)));
  ASSERT_EQ(queue.push(job(1)).error().code, Code::overloaded);
  EXPECT_TRUE(queue.push(job(1, 0, Urgency::event)));
  EXPECT_TRUE(queue.push(job(1, 0, Urgency::bill)));
  EXPECT_TRUE(queue.push(job(1, 0, Urgency::file)));
}

TEST_F(WorkQueueTest, TakesAJobLargerThanItselfWhenEmpty) {
  WorkQueue queue = this->queue(20, 100'000);
  EXPECT_TRUE(queue.push(job(50, 500'000)));
  EXPECT_EQ(queue.take().size(), 1U);
  EXPECT_TRUE(queue.push(job(10, 1000))) << "all the room is free again";
}

TEST_F(WorkQueueTest, WhatIsUrgentGoesFirst) {
  WorkQueue queue = this->queue(1'000'000, 1 << 30);
  ASSERT_TRUE(queue.push(job(4, 0, Urgency::file)));
  ASSERT_TRUE(queue.push(job(3)));
  ASSERT_TRUE(queue.push(job(2, 0, Urgency::bill)));
  ASSERT_TRUE(queue.push(deployment("a")));
  ASSERT_TRUE(queue.push(job(5)));
  EXPECT_THAT(rows_of(queue.take()), ElementsAre(1, 2, 3, 5, 4));
  EXPECT_EQ(queue.rows(), 0U);
}

TEST_F(WorkQueueTest, ATransactionIsAsLargeAsItTakesFiftyMilliseconds) {
  WorkQueue queue = this->queue(1'000'000, 1 << 30);
  teach(queue);
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(queue.push(job(1500)));
  ASSERT_TRUE(queue.push(deployment("a")));
  EXPECT_THAT(rows_of(queue.take()), ElementsAre(1, 1500, 1500));
  EXPECT_THAT(rows_of(queue.take()), ElementsAre(1500, 1500));
}

TEST_F(WorkQueueTest, ASlowDiskGetsLargeTransactions) {
  WorkQueue queue = this->queue(1'000'000, 1 << 30);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(queue.push(job(i % 2 ? 10 : 1000)));
    queue.take();
    queue.finished(std::chrono::milliseconds(300));
  }
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(queue.push(job(1000)));
  EXPECT_EQ(queue.take().size(), 20U);
}

TEST_F(WorkQueueTest, NobodyIsPassedOverForEver) {
  WorkQueue queue = this->queue(1'000'000, 1 << 30);
  teach(queue);
  ASSERT_TRUE(queue.push(job(7, 0, Urgency::file)));
  int transactions = 0;
  for (bool served = false; !served; ++transactions) {
    ASSERT_LT(transactions, 20);
    ASSERT_TRUE(queue.push(job(4000)));
    for (const Job& one : queue.take()) served = served || one.rows() == 7;
  }
  EXPECT_GT(transactions, 5) << "but the others go first";
}

TEST_F(WorkQueueTest, RefusesWhatWouldWaitTooLong) {
  WorkQueue queue = this->queue(1'000'000, 1 << 30, {Millis(4000), Millis(4000), Millis(500), Millis(0)});
  teach(queue);
  int taken = 0;
  while (queue.push(job(1000))) ++taken;
  // 10 us a row and 10 ms for each 4,000 of them: 500 ms are some 40,000 rows.
  EXPECT_NEAR(taken, 41, 2);
  EXPECT_GT(queue.expected_wait(Urgency::log), Millis(500));
  EXPECT_EQ(queue.expected_wait(Urgency::event), Millis(0));
  EXPECT_TRUE(queue.push(deployment("urgent")));
  EXPECT_TRUE(queue.push(job(1000, 0, Urgency::file))) << "a file can wait";
}

TEST_F(WorkQueueTest, RefusesWhenTransactionsHang) {
  WorkQueue queue = this->queue(1'000'000, 1 << 30, {Millis(4000), Millis(4000), Millis(500), Millis(0)});
  teach(queue);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(queue.push(job(1000)));
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(queue.push(job(1000)).error().code, Code::overloaded);
}

TEST_F(WorkQueueTest, ADiskSlowerThanTheBoundStillFillsItsTransactions) {
  WorkQueue queue = this->queue(1'000'000, 1 << 30, {Millis(4000), Millis(4000), Millis(500), Millis(0)});
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(queue.push(job(i % 2 ? 10 : 1000)));
    queue.take();
    queue.finished(std::chrono::seconds(2));
  }
  for (int i = 0; i < 15; ++i) EXPECT_TRUE(queue.push(job(1000))) << i;
}

TEST_F(WorkQueueTest, HandsOutTheSameBytesThatViewsPointTo) {
  WorkQueue queue = this->queue(1000, 1 << 20);
  std::vector<const char*> text;
  for (int i = 0; i < 5; ++i) {
    Job one = job(1, 100);
    text.push_back(one.batch.requests.text.front().data());
    ASSERT_TRUE(queue.push(std::move(one)));
  }
  const auto taken = queue.take();
  ASSERT_EQ(taken.size(), text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    EXPECT_EQ(taken[i].batch.requests.text.front().data(), text[i]) << i;
}

TEST_F(WorkQueueTest, ClosedTakesNoMoreAndDrains) {
  WorkQueue queue = this->queue(1000, 1 << 20);
  ASSERT_TRUE(queue.push(job(1)));
  queue.close();
  EXPECT_EQ(queue.push(job(1)).error().code, Code::unavailable);
  EXPECT_EQ(queue.take().size(), 1U);
  EXPECT_TRUE(queue.take().empty());
  EXPECT_TRUE(queue.drained());
}

TEST(Job, AnOrderIsUrgentAndARunOverHistoryIsNot) {
  Job token;
  token.tokens.emplace_back();
  EXPECT_EQ(token.urgency(), Urgency::event);
  Job reprice;
  reprice.prices.emplace().step.emplace();
  EXPECT_EQ(reprice.urgency(), Urgency::file);
  EXPECT_EQ(job(1, 0, Urgency::bill).urgency(), Urgency::bill);
}

}  // namespace
}  // namespace shiptally::store
