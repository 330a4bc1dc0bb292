#include "collectors/bills/equal_rows.h"

#include <gtest/gtest.h>

namespace shiptally::collectors {
namespace {

Hash128 row(int number) { return Hasher().number(number).digest(); }

TEST(EqualRows, CountsThoseBefore) {
  EqualRows equal;
  constexpr int kRows = 100'000;
  for (int times = 0; times < 2; ++times)
    for (int i = 0; i < kRows; i += times == 0 ? 1 : 7) equal.announce(row(i));
  int wrong = 0;
  for (std::uint32_t times = 0; times < 2; ++times)
    for (int i = 0; i < kRows; i += times == 0 ? 1 : 7) wrong += equal.before(row(i)) == times ? 0 : 1;
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace shiptally::collectors
