#include "daemon/report/formats/wording.h"

#include <gtest/gtest.h>

#include "daemon/report/formats/svg.h"
#include "tests/report/sample_report.h"

namespace shiptally::report {
namespace {

TEST(Wording, Dollars) {
  struct Case {
    const char* exact;
    int decimals;
    const char* want;
  };
  const Case cases[] = {{"0", 2, "$0.00"},           {"1234567.891", 2, "$1,234,567.89"},
                        {"0.005", 2, "$0.00"},       {"0.015", 2, "$0.02"},
                        {"-0.5", 2, "-$0.50"},       {"-1234.5", 0, "-$1,234"},
                        {"0.00477", 5, "$0.00477"},  {"-0.001", 2, "$0.00"},
                        {"999.999", 2, "$1,000.00"}, {"0.054399", 6, "$0.054399"}};
  for (const Case& c : cases) EXPECT_EQ(dollars(usd(c.exact), c.decimals), c.want) << c.exact;
  EXPECT_EQ(signed_dollars(usd("3")), "+$3.00");
  EXPECT_EQ(signed_dollars(usd("-3")), "-$3.00");
  EXPECT_EQ(dollars_or_none(std::nullopt), kNothing);
}

TEST(Wording, CountsAndPercents) {
  EXPECT_EQ(grouped_digits(0), "0");
  EXPECT_EQ(grouped_digits(-1234567), "-1,234,567");
  EXPECT_EQ(percent(123'456), "12.3 %");
  EXPECT_EQ(percent(-4'350), "-0.44 %");
  EXPECT_EQ(percent(10'000'000), "1,000.0 %");
  EXPECT_EQ(signed_percent(0), "+0.00 %");
  EXPECT_EQ(change_ppm(usd("4"), usd("3")), -250'000);
}

TEST(Wording, Months) {
  EXPECT_EQ(month_name(at("2026-02-01T00:00:00Z")), "February 2026");
  EXPECT_EQ(iso_month(at("2026-12-01T00:00:00Z")), "2026-12");
  EXPECT_EQ(month_after(at("2026-12-01T00:00:00Z")), at("2027-01-01T00:00:00Z"));
  EXPECT_EQ(months_earlier(at("2026-02-01T00:00:00Z"), 11), at("2025-03-01T00:00:00Z"));
}

TEST(Wording, HtmlIsEscaped) {
  EXPECT_EQ(html_escaped("<a href=\"x\">'&\xE9"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\uFFFD");
}

TEST(Axis, BeginsAtZeroAndReachesTheMaximum) {
  for (const double max : {0.0, 1e-7, 0.3, 1.0, 7.0, 99.0, 100.0, 101.0, 123456.7}) {
    const auto marks = ticks(max);
    EXPECT_EQ(marks.front(), 0);
    EXPECT_GE(marks.back(), max);
    EXPECT_GE(marks.size(), 2u);
    EXPECT_LE(marks.size(), 7u);
  }
  EXPECT_EQ(axis_label(1500), "$1,500");
  EXPECT_EQ(axis_label(0.25), "$0.25");
}

}  // namespace
}  // namespace shiptally::report
