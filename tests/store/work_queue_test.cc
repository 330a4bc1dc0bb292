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
