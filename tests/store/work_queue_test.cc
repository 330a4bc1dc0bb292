#include "daemon/store/work_queue.h"

#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

Job job(std::size_t rows, std::size_t bytes = 0) {
  Job job;
  job.batch.requests.rows.resize(rows);
  job.batch.requests.text.emplace_back(bytes, 'x');
  return job;
}

TEST(WorkQueue, IsBoundedInRowsAndBytes) {
  WorkQueue queue(10, 1000);
  EXPECT_TRUE(queue.push(job(6, 600)));
  EXPECT_EQ(queue.push(job(5, 0)).error().code, Code::overloaded);
  EXPECT_EQ(queue.push(job(0, 401)).error().code, Code::overloaded);
  EXPECT_TRUE(queue.push(job(4, 400)));
  EXPECT_EQ(queue.rows(), 10U);
}

TEST(WorkQueue, TakesAJobLargerThanItselfWhenEmpty) {
  WorkQueue queue(10, 1000);
  EXPECT_TRUE(queue.push(job(50, 5000)));
  EXPECT_EQ(queue.take(1).size(), 1U);
  EXPECT_TRUE(queue.push(job(10, 1000)));  // all the room is free again
}

TEST(WorkQueue, HandsOutInOrderUpToTheBound) {
  WorkQueue queue(100, 1000);
  for (const std::size_t rows : {4U, 5U, 6U, 50U}) ASSERT_TRUE(queue.push(job(rows)));
  EXPECT_EQ(queue.take(10).size(), 2U);
  const auto next = queue.take(10);
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].rows(), 6U);
  EXPECT_EQ(queue.take(10).size(), 1U);
  EXPECT_EQ(queue.rows(), 0U);
}

TEST(WorkQueue, HandsOutTheSameBytesThatViewsPointTo) {
  WorkQueue queue(100, 1000);
  std::vector<const char*> text;
  for (int i = 0; i < 5; ++i) {
    Job one = job(1, 100);
    text.push_back(one.batch.requests.text.front().data());
    ASSERT_TRUE(queue.push(std::move(one)));
  }
  const auto taken = queue.take(100);
  ASSERT_EQ(taken.size(), text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    EXPECT_EQ(taken[i].batch.requests.text.front().data(), text[i]) << i;
}

TEST(WorkQueue, ClosedTakesNoMoreAndDrains) {
  WorkQueue queue(100, 1000);
  ASSERT_TRUE(queue.push(job(1)));
  queue.close();
  EXPECT_EQ(queue.push(job(1)).error().code, Code::unavailable);
  EXPECT_EQ(queue.take(10).size(), 1U);
  EXPECT_TRUE(queue.take(10).empty());
}

}  // namespace
}  // namespace shiptally::store
