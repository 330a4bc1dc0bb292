#include "schema/base/worker_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace shiptally::app {
namespace {

using testing::ElementsAre;

/// Holds a worker until it is let go.
class Blocker {
 public:
  WorkerPool::Job job() {
    return [this](std::size_t) { started_.set_value(), released_.get_future().wait(); };
  }
  void wait_until_running() { started_.get_future().wait(); }
  void release() { released_.set_value(); }

 private:
  std::promise<void> started_, released_;
};

TEST(WorkerPool, AnExceptionEndsItsJobAndNoThread) {
  std::vector<std::string> reported;
  std::promise<void> last;
  {
    WorkerPool pool(1, {{10, 10, 1}}, [&](std::string_view what) { reported.emplace_back(what); });
    ASSERT_TRUE(pool.try_post(1, [](std::size_t) { throw std::runtime_error("no luck"); }));
    ASSERT_TRUE(pool.try_post(1, [](std::size_t) { throw std::bad_alloc(); }));
    ASSERT_TRUE(pool.try_post(1, [](std::size_t) { throw 7; }));
    ASSERT_TRUE(pool.try_post(1, [&](std::size_t) { last.set_value(); }));
    last.get_future().wait();
  }
  EXPECT_THAT(reported, ElementsAre("no luck", "std::bad_alloc", "an unknown exception"));
}

TEST(WorkerPool, WhatIsUrgentGoesFirst) {
  Blocker first;
  std::vector<int> order;
  {
    WorkerPool pool(1, {{10, 10, 1}, {10, 10, 1}}, {});
    ASSERT_TRUE(pool.try_post(1, first.job(), 1));
    first.wait_until_running();
    ASSERT_TRUE(pool.try_post(
        1, [&](std::size_t) { order.push_back(1); }, 1));
    ASSERT_TRUE(pool.try_post(
        1, [&](std::size_t) { order.push_back(0); }, 0));
    first.release();
  }
  EXPECT_THAT(order, ElementsAre(0, 1));
}

TEST(WorkerPool, ALaneKeepsToItsThreads) {
  Blocker slow;
  std::promise<void> quick;
  WorkerPool pool(2, {{10, 10, 2}, {10, 10, 1}}, {});
  ASSERT_TRUE(pool.try_post(1, slow.job(), 1));
  slow.wait_until_running();
  ASSERT_TRUE(pool.try_post(
      1, [](std::size_t) {}, 1));  // waits for the slow one, not for a thread
  ASSERT_TRUE(pool.try_post(
      1, [&](std::size_t) { quick.set_value(); }, 0));
  quick.get_future().wait();
  slow.release();
}

TEST(WorkerPool, AFullLaneRefusesAndLeavesTheOthersAlone) {
  Blocker running;
  WorkerPool pool(1, {{1, 100, 1}, {10, 3, 1}}, {});
  ASSERT_TRUE(pool.try_post(1, running.job()));
  running.wait_until_running();
  EXPECT_TRUE(pool.try_post(1, [](std::size_t) {}));
  EXPECT_FALSE(pool.try_post(1, [](std::size_t) {})) << "one job waits, and that is the bound";
  EXPECT_TRUE(pool.try_post(
      1000, [](std::size_t) {}, 1))
      << "an empty lane takes one job of any size";
  EXPECT_FALSE(pool.try_post(
      1, [](std::size_t) {}, 1))
      << "its bytes are used up";
  running.release();
}

}  // namespace
}  // namespace shiptally::app
