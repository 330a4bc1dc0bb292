#include "daemon/store/safety/high_water.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/temp_dir.h"

namespace shiptally::store {
namespace {

using testing::HasSubstr;

HighWaterMark mark(std::int64_t batch) {
  return {batch, instant_from_ms(1'767'225'600'000 + batch), "0123456789abcdef"};
}

class HighWaterTest : public testing::Test {
 protected:
  HighWaterMark read() const { return read_high_water(file_).value().value(); }
  /// Overwrites a byte, as a write that was cut short would leave it.
  void spoil(std::streamoff at) const {
    std::fstream out(file_, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(at);
    out << '#';
  }

  const tests::TempDir dir_;
  const std::filesystem::path file_ = dir_.path() / kHighWaterName;
};

TEST_F(HighWaterTest, SaysWhatWasWrittenLast) {
  EXPECT_FALSE(read_high_water(file_).value().has_value()) << "no file, no mark";
  ASSERT_TRUE(write_high_water(file_, {}));
  EXPECT_EQ(read(), HighWaterMark());
  for (std::int64_t batch = 1; batch < 12; ++batch) {
    auto opened = HighWater::open(file_);
    ASSERT_TRUE(opened);
    opened->raise(mark(10 * batch));
    EXPECT_EQ(read(), mark(10 * batch));
    opened->raise(mark(10 * batch + 1));
    EXPECT_EQ(read(), mark(10 * batch + 1));
  }
}

TEST_F(HighWaterTest, AWriteCutShortLeavesTheMarkBefore) {
  ASSERT_TRUE(write_high_water(file_, mark(1)));
  auto opened = HighWater::open(file_);
  opened->raise(mark(2));
  opened->raise(mark(3));  // over the place of 1
  spoil(512 + 8);
  EXPECT_EQ(read(), mark(2));
  HighWater::open(file_)->raise(mark(4));
  EXPECT_EQ(read(), mark(4));
}

TEST_F(HighWaterTest, WhatIsNoMarkIsAnErrorAndNotNothing) {
  ASSERT_TRUE(write_high_water(file_, mark(1)));
  spoil(512 + 8);
  EXPECT_EQ(read_high_water(file_).error().code, Code::unsupported);
  EXPECT_THAT(read_high_water(file_).error().message, HasSubstr("damaged"));
  EXPECT_FALSE(HighWater::open(file_));
  std::ofstream(file_, std::ios::trunc) << "";
  EXPECT_FALSE(read_high_water(file_));
}

}  // namespace
}  // namespace shiptally::store
