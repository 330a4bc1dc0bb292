#include "schema/base/first_equals.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "schema/base/flat_index.h"

namespace shiptally {
namespace {

TEST(FirstEquals, AgreesWithAMapAlsoWhereHashesCollide) {
  for (const std::uint32_t count : {0U, 1U, 2U, 1'000U, 50'000U}) {
    std::mt19937 random(count);
    std::vector<std::uint32_t> keys(count);
    for (std::uint32_t& key : keys) key = static_cast<std::uint32_t>(random() % (count / 2 + 1));
    std::map<std::uint32_t, std::uint32_t> first;
    for (std::uint32_t i = 0; i < count; ++i) first.try_emplace(keys[i], i);
    for (const std::uint32_t hashes : {3U, 1'000'000U}) {
      if (hashes < 4 && count > 1'000) continue;  // all in one part: quadratic
      const auto got = first_equals(
          count, [&](std::uint32_t i) { return keys[i] % hashes; },
          [&](std::uint32_t a, std::uint32_t b) { return keys[a] == keys[b]; });
      for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(got[i], first.at(keys[i])) << count << " " << i;
    }
  }
}

TEST(FlatIndex, FindsWhatWasAddedAndNothingElse) {
  FlatIndex index;
  const auto is = [](std::uint32_t wanted) {
    return [wanted](std::uint32_t entry) { return entry == wanted; };
  };
  constexpr std::uint32_t kMany = 10'000;
  for (std::uint32_t i = 0; i < kMany; ++i) EXPECT_TRUE(index.find_or_add(i / 2, i, is(i)).second);
  for (std::uint32_t i = 0; i < kMany; ++i) EXPECT_EQ(index.find(i / 2, is(i)), i);
  EXPECT_FALSE(index.find_or_add(0, kMany, is(1)).second);
  EXPECT_EQ(index.find(0, is(2)), FlatIndex::kNone);
  EXPECT_EQ(index.find(kMany, is(kMany)), FlatIndex::kNone);
}

}  // namespace
}  // namespace shiptally
