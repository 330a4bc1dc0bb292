// A chunk gives back its rows to the last bit, finds them by key, and is refused once a bit of it is wrong.

#include "daemon/store/requests/chunk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

namespace shiptally::store {
namespace {

/// Rows of every kind; texts are views of literals.
std::vector<RowValues> random_rows(std::mt19937_64& random, std::size_t count) {
  constexpr std::string_view kUsers[] = {"", "sealed user one.", "sealed user two."};
  constexpr std::string_view kTraces[] = {"", "sixteen bytes...", "what the sender called it"};
  std::vector<RowValues> rows(count);
  for (RowValues& row : rows) {
    row.ts_ms = 1'795'458'906'321 + static_cast<std::int64_t>(random() % 1000);
    row.id = {random(), random() % 4};
    for (std::int64_t& value : row.fields) value = static_cast<std::int64_t>(random() % 3000);
    for (std::size_t i = 0; i < kTokenClasses; ++i)
      row.cost[i] = Money::from_pico(Int128{row[Field::input_tokens]} * 3'000'000);
    if (random() % 20 == 0) row.cost[5] = Money::from_pico(Int128{-1} << (random() % 126));
    row.user = kUsers[random() % 3];
    row.trace = kTraces[random() % 3];
  }
  std::sort(rows.begin(), rows.end(), [](const RowValues& a, const RowValues& b) {
    return std::tie(a.ts_ms, a.id) < std::tie(b.ts_ms, b.id);
  });
  return rows;
}

PackedChunk packed(const std::vector<RowValues>& rows) {
  ChunkBuilder builder;
  for (const RowValues& row : rows) builder.add(row);
  return builder.pack();
}

TEST(Chunk, GivesBackEveryRow) {
  std::mt19937_64 random(20261123);
  for (const std::size_t count : {1, 2, 7, 300, 3000}) {
    const auto rows = random_rows(random, count);
    const PackedChunk chunk = packed(rows);
    EXPECT_EQ(chunk.rows, count);
    EXPECT_EQ(chunk.first_ms, rows.front().ts_ms);
    EXPECT_EQ(chunk.last_ms, rows.back().ts_ms);
    const auto keys = ChunkKeys::open(chunk.keys, count);
    const auto body = ChunkBody::open(chunk.body, count);
    ASSERT_TRUE(keys && body);
    RowValues back;
    for (std::size_t i = 0; i < count; ++i) {
      body->read(i, back);
      EXPECT_EQ(keys->ts_ms(i), rows[i].ts_ms);
      EXPECT_EQ(keys->id(i), rows[i].id);
      ASSERT_EQ(back.fields, rows[i].fields);
      ASSERT_EQ(back.cost, rows[i].cost);
      ASSERT_EQ(back.user, rows[i].user);
      ASSERT_EQ(back.trace, rows[i].trace);
      EXPECT_LE(chunk.first_batch, rows[i][Field::batch]);
    }
  }
}

TEST(Chunk, ABuilderBeginsAnew) {
  std::mt19937_64 random(1);
  ChunkBuilder builder;
  RowValues wide = random_rows(random, 1)[0], plain = wide;
  wide.cost[0] = Money::from_pico(Int128{1} << 100);
  plain.cost = {};
  builder.add(wide);
  builder.pack();
  builder.add(plain);
  EXPECT_EQ(builder.pack().body, packed({plain}).body);
}

TEST(Chunk, FindsTheLastRowOfAKey) {
  std::vector<RowValues> rows(6);
  const std::int64_t kTimes[] = {10, 10, 20, 20, 20, 30};
  const std::uint64_t kIds[] = {1, 5, 2, 2, 3, 0};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].ts_ms = kTimes[i];
    rows[i].id.low = kIds[i];
  }
  const auto keys = ChunkKeys::open(packed(rows).keys, rows.size());
  struct Case {
    std::int64_t ts_ms;
    std::uint64_t id;
    std::optional<std::size_t> row;
    std::size_t lands;  ///< where the next search begins
  };
  const Case kCases[] = {{5, 9, {}, 0}, {10, 1, 0, 0},  {10, 2, {}, 1}, {10, 5, 1, 1},  {20, 2, 3, 2},
                         {20, 3, 4, 4}, {20, 4, {}, 5}, {30, 0, 5, 5},  {30, 1, {}, 6}, {40, 0, {}, 6}};
  std::size_t on_the_way = 0;
  for (const Case& c : kCases) {
    std::size_t from_start = 0;
    EXPECT_EQ(keys->find(c.ts_ms, {0, c.id}, from_start), c.row) << c.ts_ms << " " << c.id;
    EXPECT_EQ(from_start, c.lands);
    EXPECT_EQ(keys->find(c.ts_ms, {0, c.id}, on_the_way), c.row) << c.ts_ms << " " << c.id;
    EXPECT_EQ(on_the_way, c.lands);
  }
}

TEST(Chunk, EveryFlippedBitIsNoticed) {
  std::mt19937_64 random(2);
  const PackedChunk chunk = packed(random_rows(random, 20));
  for (std::size_t bit = 0; bit < 8 * chunk.keys.size(); ++bit) {
    std::string damaged = chunk.keys;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    ASSERT_FALSE(ChunkKeys::open(damaged, chunk.rows)) << bit;
  }
  for (std::size_t bit = 0; bit < 8 * chunk.body.size(); ++bit) {
    std::string damaged = chunk.body;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    ASSERT_FALSE(ChunkBody::open(damaged, chunk.rows)) << bit;
  }
  EXPECT_FALSE(ChunkKeys::open(chunk.keys, chunk.rows + 1));
  EXPECT_FALSE(ChunkKeys::open("", 0));
  EXPECT_FALSE(ChunkBody::open("", 0));
}

}  // namespace
}  // namespace shiptally::store
