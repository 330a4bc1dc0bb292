#include "daemon/expose/tables/json.h"

#include <gtest/gtest.h>

#include "schema/catalogue.h"
#include "tests/expose/rows.h"
#include "tests/schema/german_locale.h"

namespace shiptally::expose {
namespace {

TEST(TableJson, RendersEveryType) {
  const Table table{
      {&column("time"), &column("service"), &column("commits"), &column("failed"), &column("requests"),
       &column("error_rate"), &column("cost_usd")},
      rows_of({{instant_from_ms(1'764'000'000'000), "a\"pi", std::vector<std::string>{"r@1", "r@2"}, true,
                std::int64_t{9'007'199'254'740'993}, 0.25, Money::parse("0.000021").value()}})};
  const GermanLocale german;
  EXPECT_EQ(
      to_json(table),
      R"([{"time":1764000000000,"service":"a\"pi","commits":["r@1","r@2"],"failed":true,)"
      R"("requests":9007199254740993,"error_rate":0.25,"cost_usd":2.1e-05,"cost_usd_exact":"0.000021"}])");
}

TEST(TableJson, NoDataIsNull) {
  const Table table{{&column("service"), &column("cost_usd"), &column("requests")},
                    rows_of({Rows::Row(3), Rows::Row(3)})};
  EXPECT_EQ(to_json(table),
            "[{\"service\":null,\"cost_usd\":null,\"cost_usd_exact\":null,\"requests\":null},\n"
            "{\"service\":null,\"cost_usd\":null,\"cost_usd_exact\":null,\"requests\":null}]");
}

TEST(TableJson, NoRowsIsAnEmptyArray) { EXPECT_EQ(to_json({{&column("service")}, {}}), "[]"); }

TEST(TableJson, MoneyBeyondADoubleStaysExactBesideIt) {
  const Table table{{&column("cost_usd")}, rows_of({{Money::parse("9223372036854.775807000001").value()}})};
  EXPECT_EQ(to_json(table),
            R"([{"cost_usd":9223372036854.775,"cost_usd_exact":"9223372036854.775807000001"}])");
}

}  // namespace
}  // namespace shiptally::expose
