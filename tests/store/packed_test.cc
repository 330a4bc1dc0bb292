// Packed columns give back what was put in, whatever its shape, and never read past damaged bytes.

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

#include "daemon/store/requests/packed_product.h"
#include "daemon/store/requests/packed_texts.h"

namespace shiptally::store {
namespace {

using Integers = std::vector<std::int64_t>;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

template <class Packed, class... Columns>
std::string packed(const Columns&... columns) {
  std::string bytes;
  Packed::append(columns..., bytes);
  return bytes;
}

/// A column over `bytes`, which get the padding that a chunk has at its end.
template <class Packed>
Packed opened(std::string& bytes, std::size_t rows) {
  const std::size_t size = bytes.size();
  bytes.append(kPadding, '\x5A');
  std::string_view rest(bytes.data(), size);
  Packed column;
  EXPECT_TRUE(Packed::take(rest, rows, column));
  EXPECT_EQ(rest, "") << "it must end where the next one begins";
  return column;
}

struct Shape {
  const char* name;
  Integers values;
  std::size_t bytes_max;  ///< packed
};

Integers repeated(std::size_t count, std::int64_t value, Integers tail) {
  Integers out(count, value);
  out.insert(out.end(), tail.begin(), tail.end());
  return out;
}

const Shape kShapes[] = {
    {"nothing", {}, 4},
    {"one", {42}, 4},
    {"the same", Integers(1000, -7), 4},
    {"a byte", {1, 2, 3, 255, 0}, 9},
    {"two bytes", {0, 256, 65535}, 10},
    {"whole milliseconds in a byte", {12'000, 37'000, 255'000, 0}, 10},
    {"a far base", {1'795'458'906'321, 1'795'458'906'322}, 14},
    {"extremes", {kMin, 0, kMax, -1, 1}, 60},
    {"two extremes", {kMin, kMax}, 40},
    {"mostly the same", repeated(1000, 200, {429, 500, kMin, kMax}), 60},
    {"mostly the same at the end", repeated(5, 1, Integers(995, 0)), 40},
};

TEST(PackedColumn, GivesBackEveryShape) {
  for (const Shape& shape : kShapes) {
    std::string bytes = packed<PackedColumn>(shape.values);
    EXPECT_LE(bytes.size(), shape.bytes_max) << shape.name;
    const auto column = opened<PackedColumn>(bytes, shape.values.size());
    for (std::size_t i = 0; i < shape.values.size(); ++i) EXPECT_EQ(column[i], shape.values[i]) << shape.name;
  }
}

TEST(PackedColumn, GivesBackRandomColumns) {
  std::mt19937_64 random(20261123);
  for (int round = 0; round < 2000; ++round) {
    Integers values(random() % 50);
    const unsigned bits = random() % 64;
    const std::int64_t step = 1 + static_cast<std::int64_t>(random() % 5) * 250;
    for (std::int64_t& value : values)
      value = random() % 4 == 0 ? static_cast<std::int64_t>(random() >> bits) / step * step : 17;
    std::string bytes = packed<PackedColumn>(values);
    const auto column = opened<PackedColumn>(bytes, values.size());
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(column[i], values[i]);
  }
}

TEST(PackedColumn, BytesThatEndTooSoonAreRefused) {
  for (const Shape& shape : kShapes) {
    const std::string bytes = packed<PackedColumn>(shape.values);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      std::string_view cut(bytes.data(), size);
      PackedColumn column;
      EXPECT_FALSE(PackedColumn::take(cut, shape.values.size(), column)) << shape.name << " " << size;
    }
  }
}

struct Product {
  const char* name;
  Integers values, factors;
  std::size_t bytes_max;
};

Integers times(const Integers& factors, std::int64_t rate) {
  Integers out;
  for (const std::int64_t factor : factors) out.push_back(factor * rate);
  return out;
}

const Integers kTokens = {1200, 0, 37, 4096, 1, 999};

const Product kProducts[] = {
    {"one price", times(kTokens, 3'000'000), kTokens, 20},
    {"free", Integers(6, 0), kTokens, 15},
    {"two prices", {3600, 0, 111, 24576, 3, 2997}, kTokens, 25},
    {"no product", {1, 2, 3, 4, 5, 6}, kTokens, 20},
    {"something for nothing", {0, 5, 0, 0, 0, 0}, kTokens, 20},
    {"extremes", {kMin, kMax, kMin}, {-1, 0, 1}, 40},
    {"nothing", {}, {}, 15},
};

TEST(PackedProduct, GivesBackCostsPaidByTheCount) {
  for (const Product& p : kProducts) {
    std::string bytes = packed<PackedProduct>(p.values, p.factors);
    EXPECT_LE(bytes.size(), p.bytes_max) << p.name;
    const auto column = opened<PackedProduct>(bytes, p.values.size());
    for (std::size_t i = 0; i < p.values.size(); ++i)
      EXPECT_EQ(column.value(i, p.factors[i]), p.values[i]) << p.name;
  }
}

TEST(PackedProduct, MorePricesThanAByteCountsAreKeptAsTheyAre) {
  Integers values, factors;
  for (std::int64_t i = 1; i < 1000; ++i) {
    factors.push_back(i);
    values.push_back(i * i);
  }
  std::string bytes = packed<PackedProduct>(values, factors);
  const auto column = opened<PackedProduct>(bytes, values.size());
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(column.value(i, factors[i]), values[i]);
}

using Texts = std::vector<std::string>;

std::string packed_texts(const Texts& texts) {
  return packed<PackedTexts>(std::vector<std::string_view>(texts.begin(), texts.end()));
}

Texts numbered(std::size_t count, std::size_t distinct) {
  Texts out;
  for (std::size_t i = 0; i < count; ++i) out.push_back("user number " + std::to_string(i % distinct));
  return out;
}

TEST(PackedTexts, GivesBackEveryShape) {
  const Texts kTexts[] = {{},
                          {""},
                          {"", "", ""},
                          {"a"},
                          {"aa", "bb", "cc"},
                          {"a", "", "ccc", std::string("\0x", 2)},
                          numbered(1000, 7),
                          numbered(1000, 1000),
                          numbered(1000, 499)};
  for (const Texts& texts : kTexts) {
    std::string bytes = packed_texts(texts);
    const auto column = opened<PackedTexts>(bytes, texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(column[i], texts[i]);
  }
}

TEST(PackedTexts, WhatRepeatsIsKeptOnce) { EXPECT_LT(packed_texts(numbered(1000, 7)).size(), 1200U); }

TEST(PackedTexts, BytesThatEndTooSoonAreRefused) {
  for (const Texts& texts : {Texts{"aa", "bb"}, Texts{"a", "", "ccc"}, numbered(100, 3)}) {
    const std::string bytes = packed_texts(texts);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      std::string_view cut(bytes.data(), size);
      PackedTexts column;
      EXPECT_FALSE(PackedTexts::take(cut, texts.size(), column)) << size;
    }
  }
}

}  // namespace
}  // namespace shiptally::store
