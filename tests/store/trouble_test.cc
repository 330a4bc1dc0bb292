// What the store says of itself while the disk, its files or those whom it calls back fail it.

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <future>
#include <latch>
#include <new>
#include <thread>

#include "daemon/store/safety/condition.h"
#include "daemon/store/safety/high_water.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

using testing::HasSubstr;
using Kind = Trouble::Kind;

class TroubleTest : public StoreTest {
 protected:
  TroubleTest() { reopen(); }
  ~TroubleTest() override { close(); }  // before what it calls back

  void reopen(Millis stall = std::chrono::minutes(5)) {
    close();
    Options options = this->options();
    options.now = [this] {
      if (throws_.exchange(false)) throw std::bad_alloc();
      return now_;
    };
    options.on_commit = [this](const Committed&) {
      if (on_commit_) on_commit_();
    };
    options.on_notice = [this](std::string_view) { ++notices_; };
    options.watch_interval = Millis(5);
    options.stall = stall;
    store_ = Store::open(std::move(options)).value();
  }
  Result<Receipt> try_put(std::vector<Request> rows) {
    auto answer = later(std::move(rows));
    return answer.get();
  }
  std::future<Result<Receipt>> later(std::vector<Request> rows) {
    const auto answer = std::make_shared<std::promise<Result<Receipt>>>();
    const auto queued = store_->submit(batch_of(std::move(rows)),
                                       [answer](Result<Receipt> r) { answer->set_value(std::move(r)); });
    if (!queued) answer->set_value(queued.error());
    return answer->get_future();
  }
  std::optional<Kind> kind() const {
    const auto trouble = store_->trouble();
    return trouble ? std::optional(trouble->kind) : std::nullopt;
  }
  /// Fails the test when it does not come to that.
  void wait_for(std::optional<Kind> wanted) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (kind() != wanted && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    ASSERT_EQ(kind(), wanted);
  }

  std::atomic<bool> throws_ = false;
  std::atomic<int> notices_ = 0;
  std::function<void()> on_commit_;  ///< set while the writer is idle
};

TEST_F(TroubleTest, AnExceptionFailsOneBatchAndTheRestGoesOn) {
  throws_ = true;
  const auto refused = try_put({request("a", minute(1))});
  // The batch is tried alone once more when others were with it; here it is alone.
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ(put({request("a", minute(1))}).accepted, 1U);
  EXPECT_EQ(sql("SELECT sum(requests) FROM rollup_day"), "1");
  EXPECT_EQ(kind(), std::nullopt);
}

TEST_F(TroubleTest, WhoThrowsWhenCalledBackDoesNotSilenceTheOthers) {
  std::latch held(1), release(1);
  on_commit_ = [&] { throw std::runtime_error("on_commit"); };
  ASSERT_TRUE(store_->submit(batch_of({request("first", minute(0))}), [&](const Result<Receipt>&) {
    held.count_down();
    release.wait();
    throw std::bad_alloc();
  }));
  held.wait();
  ASSERT_TRUE(store_->submit(batch_of({request("a", minute(1))}),
                             [](const Result<Receipt>&) { throw std::runtime_error("done"); }));
  auto answer = later({request("b", minute(1))});
  release.count_down();
  EXPECT_EQ(answer.get().value().accepted, 1U);
  EXPECT_EQ(put({request("c", minute(1))}).accepted, 1U);
  EXPECT_GE(notices_, 4);
  EXPECT_EQ(sql("SELECT count(*) FROM request"), "4");
}

TEST_F(TroubleTest, AWriteThatHangsIsToldAndWhatWaitsIsGivenUp) {
  reopen(Millis(50));
  std::latch held(1), release(1);
  on_commit_ = [&] {
    held.count_down();
    release.wait();
  };
  auto first = later({request("first", minute(0))});
  held.wait();  // or both would be of one transaction
  auto behind = later({request("behind", minute(0))});
  wait_for(Kind::stalled);
  EXPECT_EQ(behind.get().error().code, Code::unavailable) << "answered though the writer hangs";
  EXPECT_EQ(try_put({request("later", minute(0))}).error().code, Code::unavailable);
  EXPECT_EQ(store_->put_token({"ci", std::string(32, 'x'), {"read"}, minute(1)}).error().code,
            Code::unavailable);
  release.count_down();
  EXPECT_EQ(first.get().value().accepted, 1U);
  wait_for(std::nullopt);
  EXPECT_EQ(sql("SELECT count(*) FROM request"), "1");
}

/// No file may grow past `bytes` while this lives, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(TroubleTest, AFullDiskIsNoticedAndItsEndTooWithoutAWrite) {
  std::vector<Request> rows;
  for (int i = 0; i < 5000; ++i) rows.push_back(request(std::to_string(i), minute(i)));
  {
    const FullDisk full(256 << 10);
    const auto refused = try_put(rows);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, Code::unavailable);
    EXPECT_EQ(kind(), Kind::refusing);
    EXPECT_FALSE(store_->trouble()->wants_restart());
  }
  wait_for(std::nullopt);
  EXPECT_EQ(put(rows).accepted, 5000U);
}

TEST_F(TroubleTest, ARemovedDatabaseTakesNoMoreWritesAndLeavesItsMark) {
  put({request("a", minute(1))});
  std::filesystem::remove_all(dir_.path());
  wait_for(Kind::gone);
  EXPECT_TRUE(store_->trouble()->wants_restart());
  EXPECT_THAT(try_put({request("b", minute(1))}).error().message, HasSubstr("is gone"));
  close();
  EXPECT_EQ(read_high_water(dir_.path() / kHighWaterName).value().value().batch, 1);
  EXPECT_EQ(Store::open(options()).error().code, Code::unsupported);
}

TEST_F(TroubleTest, ADatabasePutInItsPlaceIsNotTheSame) {
  put({request("a", minute(1))});
  const auto database = dir_.path() / "shiptally.db";
  std::filesystem::copy_file(database, dir_.path() / "other");
  std::filesystem::rename(dir_.path() / "other", database);
  wait_for(Kind::gone);
  EXPECT_THAT(store_->trouble()->reason, HasSubstr("was replaced"));
}

TEST_F(TroubleTest, DamageStays) {
  store_->found_damage("a page");
  store_->found_damage("another");
  EXPECT_EQ(kind(), Kind::damaged);
  EXPECT_EQ(store_->trouble()->reason, "a page");
  EXPECT_EQ(try_put({request("a", minute(1))}).error().code, Code::unavailable);
}

TEST(Condition, ForgetsWhatPassesAndKeepsWhatDoesNot) {
  const Condition::Time start{std::chrono::hours(1)};
  Condition condition(std::chrono::seconds(10));
  EXPECT_FALSE(condition.trouble(start));
  condition.work_begins(start);
  EXPECT_FALSE(condition.trouble(start + std::chrono::seconds(10)));
  EXPECT_EQ(condition.trouble(start + std::chrono::seconds(11))->kind, Kind::stalled);
  condition.work_ends();
  EXPECT_FALSE(condition.trouble(start + std::chrono::hours(9)));
  condition.refused("full");
  EXPECT_EQ(condition.trouble(start)->reason, "full");
  condition.work_begins(start);
  EXPECT_EQ(condition.trouble(start + std::chrono::seconds(11))->kind, Kind::stalled) << "graver";
  condition.work_ends();
  condition.wrote();
  EXPECT_FALSE(condition.trouble(start));
  condition.fail({Kind::unsure, "first"});
  condition.fail({Kind::damaged, "second"});
  condition.wrote();
  EXPECT_EQ(condition.trouble(start)->reason, "first");
}

}  // namespace
}  // namespace shiptally::store
