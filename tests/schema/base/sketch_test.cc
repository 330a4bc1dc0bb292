#include "schema/base/sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace shiptally {
namespace {

using Values = std::vector<std::int64_t>;

Values skewed(std::size_t n) {
  std::mt19937_64 random(1);
  Values values(n);
  for (auto& v : values)
    v = static_cast<std::int64_t>(std::exp(static_cast<double>(random() % 20'000) / 1000.0));
  return values;
}

Values bimodal(std::size_t n) {
  std::mt19937_64 random(2);
  Values values(n);
  for (auto& v : values) {
    const auto jitter = static_cast<std::int64_t>(random() % 1000);
    v = random() % 2 ? 20'000 + jitter : 30'000'000 + jitter * 1000;
  }
  return values;
}

struct Case {
  const char* name;
  Values values;
};

const Case kCases[] = {
    {"one value", {7}},
    {"two values", {1, 1'000'000'000}},
    {"constant", Values(1000, 123'456)},
    {"zero among them", {0, 0, 5, 10}},
    {"small integers", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
    {"skewed", skewed(20'000)},
    {"bimodal", bimodal(20'000)},
    {"the largest there is", {9'223'372'036'854'775'807, 4'000'000'000'000'000'000}},
};

Sketch sketch_of(const Values& values) {
  Sketch sketch;
  for (const auto v : values) sketch.add(v);
  return sketch;
}

TEST(Sketch, QuantilesAreWithinOnePercentOfSorting) {
  for (const Case& c : kCases) {
    const Sketch sketch = sketch_of(c.values);
    Values sorted = c.values;
    std::sort(sorted.begin(), sorted.end());
    ASSERT_EQ(sketch.count(), static_cast<std::int64_t>(sorted.size())) << c.name;
    for (const double q : {0.0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
      const auto rank = static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1));
      const auto exact = static_cast<double>(sorted[rank]);
      EXPECT_NEAR(sketch.quantile(q).value(), exact, exact * Sketch::kRelativeError * (1 + 1e-9))
          << c.name << " " << q;
    }
  }
}

TEST(Sketch, NothingHasNoQuantile) {
  EXPECT_FALSE(Sketch().quantile(0.5).has_value());
  EXPECT_EQ(Sketch().encode(), "");
}

TEST(Sketch, MergesInAnyOrderToTheSameBytes) {
  const Values values = skewed(3000);
  std::vector<Sketch> parts(7);
  for (std::size_t i = 0; i < values.size(); ++i) parts[i % parts.size()].add(values[i]);
  std::mt19937 random(3);
  for (int round = 0; round < 5; ++round) {
    std::shuffle(parts.begin(), parts.end(), random);
    Sketch merged;
    for (const Sketch& part : parts) merged.merge(part);
    EXPECT_EQ(merged.encode(), sketch_of(values).encode());
  }
}

TEST(Sketch, SeveralQuantilesAtOnceAreTheSame) {
  const double q[] = {0, 0.5, 0.9, 0.9, 0.99, 1};
  for (const Case& c : kCases) {
    const Sketch sketch = sketch_of(c.values);
    std::optional<double> out[std::size(q)];
    sketch.quantiles(q, out);
    for (std::size_t i = 0; i < std::size(q); ++i) EXPECT_EQ(out[i], sketch.quantile(q[i])) << c.name;
  }
}

TEST(SketchSum, AddsEncodedBytesAsMergingWould) {
  SketchSum sum;
  for (int round = 0; round < 2; ++round) {  // the second finds nothing of the first
    Sketch want;
    for (const Case& c : kCases) {
      const Sketch part = sketch_of(c.values);
      want.merge(part);
      EXPECT_TRUE(sum.add_encoded(part.encode())) << c.name;
    }
    want.add(70);
    sum.add(70);
    want.add(7, -1);
    sum.add(7, -1);
    EXPECT_EQ(sum.take(), want);
  }
  EXPECT_TRUE(sum.take().empty());
}

TEST(SketchSum, WhatComesToNothingLeavesNothing) {
  SketchSum sum;
  sum.add(5'000);
  sum.add(5'000, -1);
  EXPECT_EQ(sum.take(), Sketch());
}

TEST(Sketch, TakingBackRestoresWhatWas) {
  const Sketch before = sketch_of(bimodal(500));
  const Sketch more = sketch_of(skewed(500));
  Sketch both = before;
  both.merge(more);
  both.subtract(more);
  EXPECT_EQ(both, before);
  for (const auto v : bimodal(500)) both.add(v, -1);
  EXPECT_TRUE(both.empty());
}

TEST(Sketch, ADifferenceMayComeBeforeWhatItIsTakenFrom) {
  Sketch difference;
  difference.add(100, -1);
  difference.add(200, 1);
  Sketch sum = Sketch::decode(difference.encode()).value();
  sum.merge(sketch_of({100, 300}));
  EXPECT_EQ(sum, sketch_of({200, 300}));
}

TEST(Sketch, EncodesAndDecodes) {
  for (const Case& c : kCases) {
    const Sketch sketch = sketch_of(c.values);
    EXPECT_EQ(Sketch::decode(sketch.encode()).value(), sketch) << c.name;
  }
}

TEST(Sketch, RefusesDamagedBytes) {
  const std::string_view kDamaged[] = {
      std::string_view("\x01", 1),                                           // ends after the index
      std::string_view("\x01\x80", 2),                                       // ends inside the count
      std::string_view("\x01\x00", 2),                                       // a count of nothing
      std::string_view("\x81\x00\x02", 3),                                   // not the shortest form
      std::string_view("\xff\xff\xff\xff\x7f\x02", 6),                       // no such bucket
      std::string_view("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 11),  // beyond 64 bits
  };
  for (const std::string_view bytes : kDamaged)
    EXPECT_TRUE(Sketch::decode(bytes).has_error()) << bytes.size();
  for (const std::string_view bytes : kDamaged) EXPECT_FALSE(SketchSum().add_encoded(bytes)) << bytes.size();
}

}  // namespace
}  // namespace shiptally
