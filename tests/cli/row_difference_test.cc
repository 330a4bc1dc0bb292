// What a delivery changes, against multisets.

#include "daemon/cli/row_difference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace shiptally::cli {
namespace {

using collectors::BillRowKey;

TEST(RowDifference, LeavesEachContentAsOftenAsItIsDelivered) {
  std::mt19937_64 random(6);
  for (int round = 0; round < 300; ++round) {
    std::vector<Hash128> rows;
    std::map<Hash128, std::uint32_t> delivered;
    for (auto n = random() % 20; n > 0; --n) {
      rows.push_back({random() % 3, random() % 3});
      ++delivered[rows.back()];
    }
    std::map<BillRowKey, bool> current;  // also with gaps, as a run that was killed leaves them
    for (auto n = random() % 20; n > 0; --n)
      current[{{random() % 3, random() % 3}, static_cast<std::uint32_t>(random() % 4)}] = true;
    std::vector<BillRowKey> keys;
    for (const auto& [key, _] : current) keys.push_back(key);
    std::shuffle(keys.begin(), keys.end(), random);
    const RowDifference change = difference(rows, keys);
    for (const BillRowKey& key : change.missing) EXPECT_TRUE(current.emplace(key, true).second);
    for (const BillRowKey& key : change.gone) EXPECT_EQ(current.erase(key), 1U);
    std::map<Hash128, std::uint32_t> after;
    for (const auto& [key, _] : current) EXPECT_EQ(key.before, after[key.content]++);
    EXPECT_EQ(after, delivered);
  }
}

}  // namespace
}  // namespace shiptally::cli
