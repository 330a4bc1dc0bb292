#include "daemon/config/exchange_rates.h"

#include <gmock/gmock.h>

namespace shiptally::config {
namespace {

using testing::ElementsAre;

std::vector<std::string> shown(const FxTable& table) {
  std::vector<std::string> out;
  for (const FxRate& rate : table)
    out.push_back(format_instant(rate.from).substr(0, 10) + " " + rate.currency + " " + rate.text + " " +
                  to_string(rate.numerator) + "/" + to_string(rate.denominator));
  return out;
}

TEST(ExchangeRates, ReadsTheEcbsHistory) {
  const auto table = read_ecb_rates(
      "\xEF\xBB\xBF"
      "Date,USD,JPY,CYP,\r\n"
      "2026-10-02,1.0832,162.05,N/A,\r\n"
      "\r\n"
      "2026-10-01,1.08,160,0.5,\r\n"
      "2026-09-30,N/A,160,0.5,\r\n",
      "ecb.csv");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_THAT(shown(*table),
              ElementsAre("2026-10-02 EUR 1.0832 677/625", "2026-10-02 JPY 1.0832/162.05 2708/405125",
                          "2026-10-01 EUR 1.08 27/25", "2026-10-01 JPY 1.08/160 27/4000",
                          "2026-10-01 CYP 1.08/0.5 54/25"));
  EXPECT_EQ(table->front().source, "ECB");
  EXPECT_THAT(shown(*read_ecb_rates("Date, USD, JPY, \n02 October 2026, 1.0832, 162.05, \n", "day.csv")),
              ElementsAre("2026-10-02 EUR 1.0832 677/625", "2026-10-02 JPY 1.0832/162.05 2708/405125"));
}

TEST(ExchangeRates, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "f: empty"},
      {"Day,USD\n", "f:1: the header does not begin with Date"},
      {"Date,JPY\n", "f:1: no column USD"},
      {"Date,USD,Yen\n", "f:1: no currency: Yen"},
      {"Date,USD\n2026-10-01,1,2\n", "f:2: more fields than the header"},
      {"Date,USD,JPY\n2026-10-01,1.1,0\n", "f:2: JPY: a rate must be more than 0 and at most 1000000000"},
      {"Date,USD\n2026-10-01,-1\n", "f:2: EUR: a rate must be more than 0 and at most 1000000000"},
      {"Date,USD\n2026-13-01,1\n", "f:2: no such time: \"2026-13-01\""},
      {"Date,USD\n2026-10-01,x\n", "f:2: EUR: not a rate: not a decimal amount: \"x\""},
  };
  for (const auto& [text, want] : cases) {
    const auto table = read_ecb_rates(text, "f");
    ASSERT_TRUE(table.has_error()) << text;
    EXPECT_EQ(table.error().message, want);
  }
}

TEST(ExchangeRates, AreOneSortedTable) {
  const Instant first = parse_instant("2026-10-01").value(), second = parse_instant("2026-10-02").value();
  const FxRate eur{"EUR", first, 11, 10, "1.1", "treasury"}, later{"EUR", second, 12, 10, "1.2", "ECB"},
      chf{"CHF", second, 1, 1, "1", "ECB"};
  EXPECT_EQ(exchange_rates({{later, eur}, {chf}}).value(), (FxTable{chf, eur, later}));
  FxRate again = eur;
  again.source = "ECB";
  EXPECT_EQ(exchange_rates({{eur}, {again}}).error().message,
            "fx: EUR has two rates for 2026-10-01, of treasury and of ECB");
}

}  // namespace
}  // namespace shiptally::config
