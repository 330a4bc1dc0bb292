#include "daemon/expose/json.h"

#include <gtest/gtest.h>

#include <limits>

#include "schema/catalogue.h"
#include "tests/expose/german_locale.h"

namespace shiptally::expose {
namespace {

using namespace std::string_view_literals;

TEST(JsonString, Escapes) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", R"("")"},
      {"api", R"("api")"},
      {"a\"b\\c/d", R"("a\"b\\c/d")"},
      {"\n\r\t", R"("\n\r\t")"},
      {"\x01\x1F\0\x7F"sv, "\"\\u0001\\u001f\\u0000\\u007f\""},
      {"Z\u00FCrich \u20AC \U0001F680", "\"Z\u00FCrich \u20AC \U0001F680\""},
      {"caf\xE9", "\"caf\uFFFD\""},
  };
  for (const auto& [in, want] : cases) {
    std::string out;
    append_json_string(out, in);
    EXPECT_EQ(out, want);
  }
}

TEST(JsonNumber, IsTheShortestThatReadsBack) {
  const std::pair<double, std::string_view> cases[] = {
      {0.1, "0.1"},
      {1.0, "1"},
      {-2.5, "-2.5"},
      {1e22, "1e+22"},
      {1.0 / 3, "0.3333333333333333"},
      {5e-324, "5e-324"},
      {0.0, "0"},
      {1725.25, "1725.25"},
      {std::numeric_limits<double>::quiet_NaN(), "null"},
      {std::numeric_limits<double>::infinity(), "null"},
      {-std::numeric_limits<double>::infinity(), "null"},
  };
  const GermanLocale german;
  for (const auto& [in, want] : cases) {
    std::string out;
    append_json_number(out, in);
    EXPECT_EQ(out, want);
  }
}

TEST(TableJson, RendersEveryType) {
  const Table table{{&column("time"), &column("service"), &column("commits"), &column("failed"),
                     &column("requests"), &column("error_rate"), &column("cost_usd")},
                    {{instant_from_ms(1'764'000'000'000), "a\"pi", std::vector<std::string>{"r@1", "r@2"},
                      true, std::int64_t{9'007'199'254'740'993}, 0.25, Money::parse("0.000021").value()}}};
  const GermanLocale german;
  EXPECT_EQ(
      to_json(table),
      R"([{"time":1764000000000,"service":"a\"pi","commits":["r@1","r@2"],"failed":true,)"
      R"("requests":9007199254740993,"error_rate":0.25,"cost_usd":2.1e-05,"cost_usd_exact":"0.000021"}])");
}

TEST(TableJson, NoDataIsNull) {
  const Table table{{&column("service"), &column("cost_usd"), &column("requests")},
                    {{{}, {}, {}}, {{}, {}, {}}}};
  EXPECT_EQ(to_json(table),
            "[{\"service\":null,\"cost_usd\":null,\"cost_usd_exact\":null,\"requests\":null},\n"
            "{\"service\":null,\"cost_usd\":null,\"cost_usd_exact\":null,\"requests\":null}]");
}

TEST(TableJson, NoRowsIsAnEmptyArray) { EXPECT_EQ(to_json({{&column("service")}, {}}), "[]"); }

TEST(TableJson, MoneyBeyondADoubleStaysExactBesideIt) {
  const Table table{{&column("cost_usd")}, {{Money::parse("9223372036854.775807000001").value()}}};
  EXPECT_EQ(to_json(table),
            R"([{"cost_usd":9223372036854.775,"cost_usd_exact":"9223372036854.775807000001"}])");
}

}  // namespace
}  // namespace shiptally::expose
