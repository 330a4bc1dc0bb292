// Against Boost's integers of any size.

#include "schema/base/wide.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <random>

#include "schema/base/money.h"

namespace shiptally {
namespace {

using boost::multiprecision::cpp_int;

cpp_int exact(Int128 value) { return cpp_int(to_string(value)); }

cpp_int half_even(const cpp_int& n, const cpp_int& d) {
  cpp_int quotient = abs(n) / d;
  const cpp_int twice = abs(n) % d * 2;
  if (twice > d || (twice == d && quotient % 2 != 0)) ++quotient;
  return n < 0 ? cpp_int(-quotient) : quotient;
}

bool fits(const cpp_int& value) { return abs(value) < cpp_int(1) << 127; }

/// Of any size up to 127 bits, often at its edge.
Int128 any(std::mt19937_64& random) {
  const auto bits = static_cast<UInt128>(random()) << 64 | random();
  const auto value = static_cast<Int128>(bits >> (1 + random() % 127));
  const Int128 edge = (Int128{1} << random() % 126) + static_cast<Int128>(random() % 3) - 1;
  return (random() % 4 == 0 ? edge : value) * (random() % 2 == 0 ? 1 : -1);
}

TEST(Wide, ProductsAndQuotientsAreExact) {
  std::mt19937_64 random(11);
  int beyond = 0, within = 0;
  for (int i = 0; i < 100'000; ++i) {
    const Int128 a = any(random), b = any(random), divisor = any(random);
    const Int128 d = divisor == 0 ? 1 : divisor < 0 ? -divisor : divisor;
    const cpp_int want = half_even(exact(a) * exact(b), exact(d));
    const auto got = WideProduct(a, b).divided_half_even(d);
    ASSERT_EQ(got.has_value(), fits(want)) << to_string(a) << " * " << to_string(b) << " / " << to_string(d);
    ++(got ? within : beyond);
    ASSERT_TRUE(!got || exact(*got) == want)
        << to_string(a) << " * " << to_string(b) << " / " << to_string(d);
  }
  EXPECT_GT(beyond, 1000);
  EXPECT_GT(within, 1000);
}

TEST(Wide, ProductsCompareAsTheirValues) {
  std::mt19937_64 random(12);
  for (int i = 0; i < 100'000; ++i) {
    const Int128 a = any(random), b = any(random), c = any(random), d = i % 8 == 0 ? b : any(random);
    const cpp_int left = exact(a) * exact(b), right = exact(c) * exact(d);
    ASSERT_EQ(WideProduct(a, b) < WideProduct(c, d), left < right);
    ASSERT_EQ(WideProduct(a, b) == WideProduct(c, d), left == right);
    ASSERT_EQ(WideProduct(a, b), WideProduct(b, a));
  }
}

TEST(Wide, SumsAndScaledAmountsAreExactOrThrow) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 100'000; ++i) {
    const Int128 a = any(random), b = any(random), divisor = any(random);
    const Int128 d = divisor == 0 ? 1 : divisor < 0 ? -divisor : divisor;
    const auto expect = [](const cpp_int& want, auto make) {
      if (fits(want))
        EXPECT_EQ(exact(make().pico()), want);
      else
        EXPECT_THROW((void)make(), std::overflow_error);
    };
    const Money x = Money::from_pico(a), y = Money::from_pico(b);
    if (exact(a) + exact(b) != -(cpp_int(1) << 127)) expect(exact(a) + exact(b), [&] { return x + y; });
    expect(half_even(exact(a) * exact(b), exact(d)), [&] { return x.scaled(b, d); });
  }
}

}  // namespace
}  // namespace shiptally
