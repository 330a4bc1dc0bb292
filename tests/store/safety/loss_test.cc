// What was stored and is not there any more stops the start, and says what is missing.

#include "daemon/store/safety/loss.h"

#include <gmock/gmock.h>

#include <fstream>

#include "daemon/store/safety/damage.h"
#include "daemon/store/sqlite/database.h"
#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The directory as a power cut would leave it: a copy made while the store is open.
class LossTest : public StoreTest {
 protected:
  void put_batches(int from, int to) {
    for (int i = from; i < to; ++i) put({request(std::to_string(i), minute(i))});
  }
  void cut_power() {
    using std::filesystem::copy_options;
    std::filesystem::copy(dir_.path(), copy_.path(),
                          copy_options::recursive | copy_options::overwrite_existing);
  }
  Result<std::unique_ptr<Store>> open_copy(bool accept_loss = false,
                                           std::optional<std::string> user_key = {}) {
    Options options = this->options();
    options.directory = copy_.path();
    options.accept_loss = accept_loss;
    options.user_key = std::move(user_key);
    options.on_notice = [this](std::string_view text) { notices_ += text; };
    return Store::open(std::move(options));
  }
  std::string refusal(std::optional<std::string> user_key = {}) {
    const auto opened = open_copy(false, std::move(user_key));
    if (opened) return "";
    EXPECT_EQ(opened.error().code, Code::unsupported);
    return opened.error().message;
  }
  static void overwrite(const std::filesystem::path& file, std::uintmax_t at, std::size_t count) {
    std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(static_cast<std::streamoff>(at));
    out << std::string(count, '\x5a');
  }

  const TempDir copy_;
  const std::filesystem::path database_ = copy_.path() / kDatabaseName;
  std::string notices_;
};

TEST_F(LossTest, APowerCutIsNoLoss) {
  put_batches(0, 20);
  cut_power();
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(notices_, "");
}

TEST_F(LossTest, AMarkThatLagsBehindIsNoLoss) {
  put_batches(0, 5);
  const auto early = read_high_water(dir_.path() / kHighWaterName).value().value();
  put_batches(5, 20);
  cut_power();
  ASSERT_TRUE(write_high_water(copy_.path() / kHighWaterName, early));
  EXPECT_EQ(refusal(), "");
}

TEST_F(LossTest, ALostEndOfTheWalIsNoticed) {
  put_batches(0, 20);
  cut_power();
  const std::filesystem::path wal = database_.string() + "-wal";
  overwrite(wal, std::filesystem::file_size(wal) / 2, 4);
  const std::string wal_before = std::to_string(std::filesystem::file_size(wal));
  EXPECT_THAT(refusal(), AllOf(HasSubstr(" to 20, the last one of 2026-01-01T00:00:00"),
                               HasSubstr("ends with batch"), HasSubstr("--accept-loss")));
  EXPECT_THAT(refusal(), HasSubstr("acknowledged facts are lost")) << "however often it is tried";
  EXPECT_EQ(std::to_string(std::filesystem::file_size(wal)), wal_before) << "nothing was mended away";

  EXPECT_TRUE(open_copy(true));
  EXPECT_THAT(notices_, HasSubstr("acknowledged facts are lost"));
  EXPECT_EQ(refusal(), "") << "what was accepted once is forgotten";
}

TEST_F(LossTest, AMissingDatabaseIsNoNewOne) {
  put_batches(0, 3);
  cut_power();
  std::filesystem::remove(database_);
  std::filesystem::remove(database_.string() + "-wal");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("which is missing"), HasSubstr("batches 1 to 3")));
  EXPECT_FALSE(std::filesystem::exists(database_));
  EXPECT_TRUE(open_copy(true));
}

TEST_F(LossTest, AnOlderCopyIsNamedAsOne) {
  put_batches(0, 3);
  cut_power();
  put_batches(3, 6);
  std::filesystem::copy_file(dir_.path() / kHighWaterName, copy_.path() / kHighWaterName,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("batches 4 to 6"), HasSubstr("an older copy was restored")));
}

TEST_F(LossTest, AnotherHistoryOfTheSameLengthIsNotTheSame) {
  put_batches(0, 6);
  cut_power();
  ASSERT_TRUE(write_high_water(copy_.path() / kHighWaterName, {5, minute(7), ""}));
  EXPECT_THAT(refusal(), HasSubstr("batch 5 of 2026-01-01T00:07:00"));
}

TEST_F(LossTest, AnEarlierVersionLeftNoMark) {
  put_batches(0, 3);
  cut_power();
  std::filesystem::remove(copy_.path() / kHighWaterName);
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(read_high_water(copy_.path() / kHighWaterName).value().value().batch, 3);
}

TEST_F(LossTest, AnotherUserKeyIsALossToo) {
  cut_power();
  { open_copy(false, "").value()->set_user_key("aaaa"); }
  EXPECT_EQ(refusal("aaaa"), "");
  EXPECT_EQ(refusal(), "") << "who does not know the key does not ask";
  EXPECT_EQ(refusal("aaaa"), "") << "and does not forget it";
  EXPECT_THAT(refusal(""), HasSubstr("the key that seals users is missing"));
  EXPECT_THAT(refusal("bbbb"), HasSubstr("is another one than before"));
  EXPECT_TRUE(open_copy(true, "bbbb"));
  EXPECT_EQ(refusal("bbbb"), "");
}

TEST_F(LossTest, ASecondMarkKnowsWhenAllOfTheFirstIsGone) {
  const auto second = copy_.path() / "second";
  close();
  Options options = this->options();
  options.second_mark = second;
  store_ = Store::open(std::move(options)).value();
  put_batches(0, 3);
  close();
  EXPECT_EQ(read_high_water(second).value().value().batch, 3);
  Options fresh = this->options();
  fresh.directory = copy_.path() / "empty";
  fresh.second_mark = second;
  EXPECT_EQ(Store::open(std::move(fresh)).error().code, Code::unsupported);
}

TEST_F(LossTest, DamagedPagesAreRefused) {
  put_batches(0, 50);
  close();  // all of it is in the database
  cut_power();
  EXPECT_EQ(refusal(), "");
  overwrite(database_, 4096, std::filesystem::file_size(database_) - 4096);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("is damaged"), HasSubstr("Restore a backup")));
  overwrite(database_, 0, 100);
  EXPECT_THAT(refusal(), HasSubstr("is damaged")) << "the header";
}

TEST_F(LossTest, DamageOfALargeDatabaseIsFoundWhileItIsInUse) {
  std::vector<Request> rows;
  for (int i = 0; i < 2000; ++i) rows.push_back(request(std::to_string(i), minute(i)));
  put(rows);
  close();
  cut_power();
  const std::stop_source stop;
  const Millis long_enough = std::chrono::minutes(1);
  EXPECT_EQ(find_damage_in_tables(database_, stop.get_token(), long_enough), std::nullopt);
  const std::uintmax_t pages = std::filesystem::file_size(database_) / 4096;
  overwrite(database_, pages * 3 / 4 * 4096, pages / 4 * 4096);  // rollups and calls; the schema stays
  EXPECT_TRUE(find_damage(database_, 0)) << "too large";
  EXPECT_NE(find_damage_in_tables(database_, stop.get_token(), long_enough), std::nullopt);
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(find_damage_in_tables(database_, stopped.get_token(), long_enough), std::nullopt);
}

}  // namespace
}  // namespace shiptally::store
