#include "schema/base/money.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace shiptally {
namespace {

struct Case {
  const char *text, *printed;
};

const Case kExact[] = {
    {"0", "0"},
    {"-0.00", "0"},
    {"0E-6176", "0"},
    {"0.0e+99999999999", "0"},
    {"12.50", "12.5"},
    {"-0.000021", "-0.000021"},
    {"1.2E-7", "0.00000012"},
    {"+1e3", "1000"},
    {".5", "0.5"},
    {"5.", "5"},
    {"0.000000000001", "0.000000000001"},
    {"0.0000000000010000", "0.000000000001"},
    {"999999999999999999999999.999999999999", "999999999999999999999999.999999999999"},
};

TEST(Money, ParsesAndPrintsExactly) {
  for (const Case& c : kExact) EXPECT_EQ(Money::parse(c.text).value().str(), c.printed) << c.text;
}

TEST(Money, RefusesWhatItCannotKeep) {
  for (const char* text : {"", "-", ".", "1,5", "1e", "0e", "0e-", "0e+-1", "1e999", "NaN", "0x10", "1 000",
                           "1000000000000000000000000"})
    EXPECT_TRUE(Money::parse(text).has_error()) << text;
  EXPECT_EQ(Money::parse("0.0000000000001").error().message, "finer than a picodollar: \"0.0000000000001\"");
}

const Case kRounded[] = {
    {"0.0000000000005", "0"},               // half to even: down to 0
    {"0.0000000000015", "0.000000000002"},  // half to even: up to 2
    {"0.00000000000050000001", "0.000000000001"},
    {"-0.0000000000015", "-0.000000000002"},
    {"1e-30", "0"},
    {"7e-13", "0.000000000001"},
};

TEST(Money, RoundsHalfEvenOnRequest) {
  for (const Case& c : kRounded) EXPECT_EQ(Money::parse_rounded(c.text).value().str(), c.printed) << c.text;
}

TEST(Money, TenMillionSmallAmountsAddUpExactly) {
  // In doubles the same sum is 210.00000002192942.
  const Money price = Money::parse("0.000021").value();
  Money sum;
  for (int i = 0; i < 10'000'000; ++i) sum += price;
  EXPECT_EQ(sum.str(), "210");
}

TEST(Money, ScalesHalfEven) {
  EXPECT_EQ(Money::from_pico(5).scaled(1, 2).pico(), 2);
  EXPECT_EQ(Money::from_pico(7).scaled(1, 2).pico(), 4);
  EXPECT_EQ(Money::from_pico(-5).scaled(1, 2).pico(), -2);
  EXPECT_EQ(Money::from_pico(-7).scaled(1, 2).pico(), -4);
}

/// What a sender may write of one amount; sums, which we write ourselves, may be larger.
TEST(Money, BoundsTheAmountOfAFact) {
  EXPECT_EQ(Money::parse_rounded("1e15").value(), Money::kAmountMax);
  EXPECT_EQ(Money::parse_rounded("-1000000000000000").value(), -Money::kAmountMax);
  EXPECT_EQ(Money::parse_rounded("1000000000000000.000000000001").error().message,
            "amount too large, more than 1000000000000000: \"1000000000000000.000000000001\"");
  for (const char* text : {"1e24", "-1e24", "1e999999999", "-1E+16", "1e99999999999999999999"})
    EXPECT_TRUE(Money::parse_rounded(text).has_error()) << text;
  EXPECT_TRUE(Money::parse_rounded(std::string(400, '9')).has_error());
  EXPECT_EQ(Money::parse_rounded("0." + std::string(400, '9')).value(), Money::from_dollars(1));
  EXPECT_EQ(Money::parse_rounded("1E-400").value(), Money());
  EXPECT_EQ(Money::parse_rounded("-0").value().str(), "0");
  EXPECT_TRUE(Money::parse_rounded("\u0661\u0662").has_error()) << "digits of another script";
}

TEST(Money, SumsThatDoNotFitAreNoNumbers) {
  const Money large = Money::from_pico(std::numeric_limits<Int128>::max());
  Money sum = large;
  EXPECT_THROW(sum += Money::from_pico(1), std::overflow_error);
  EXPECT_THROW(-large - Money::from_pico(2), std::overflow_error);
  EXPECT_THROW((void)-(-large - Money::from_pico(1)), std::overflow_error);
  EXPECT_THROW((void)large.scaled(3, 2), std::overflow_error);
  EXPECT_EQ(large.scaled(large.pico(), large.pico()), large);
  EXPECT_EQ(Money::checked_sum(large, Money::from_pico(1)), std::nullopt);
  EXPECT_EQ(Money::checked_sum(large, -large), Money());
}

TEST(Money, RatiosInMillionths) {
  const auto usd = [](const char* text) { return Money::parse(text).value(); };
  EXPECT_EQ(ratio_ppm(usd("1"), usd("3")), 333'333);
  EXPECT_EQ(ratio_ppm(usd("-1"), usd("4")), -250'000);
  EXPECT_EQ(ratio_ppm(usd("1"), Money()), std::nullopt);
  EXPECT_EQ(ratio_ppm(usd("100"), Money::from_pico(1)), std::nullopt) << "does not fit";
  EXPECT_EQ(ratio_ppm(usd("1e20"), usd("2e20")), 500'000) << "the product takes more than 128 bits";
}

TEST(Money, DrawsTheNearestDouble) {
  EXPECT_EQ(Money::parse("0.054399").value().to_double(), 0.054399);
  EXPECT_EQ(Money::parse("-1234567.891").value().to_double(), -1234567.891);
}

}  // namespace
}  // namespace shiptally
