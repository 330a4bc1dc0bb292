#include "daemon/expose/tables/csv.h"

#include <gtest/gtest.h>

#include <limits>

#include "schema/catalogue.h"
#include "tests/expose/rows.h"
#include "tests/schema/german_locale.h"

namespace shiptally::expose {
namespace {

TEST(TableCsv, RendersEveryType) {
  const Table table{
      {&column("time"), &column("service"), &column("commits"), &column("failed"), &column("requests"),
       &column("error_rate"), &column("cost_usd")},
      rows_of({{instant_from_ms(1'764'000'000'000), "-api", std::vector<std::string>{"r@1", "r@2"}, false,
                std::int64_t{-1234567}, -0.25, Money::parse("-0.000021").value()},
               {{}, {}, {}, {}, {}, std::numeric_limits<double>::quiet_NaN(), {}}})};
  const GermanLocale german;
  EXPECT_EQ(to_csv(table),
            "time,service,commits,failed,requests,error_rate,cost_usd,cost_usd_exact\r\n"
            "1764000000000,'-api,r@1 r@2,false,-1234567,-0.25,-2.1e-05,-0.000021\r\n"
            ",,,,,,,\r\n");
}

TEST(TableCsv, NoRowsIsTheHeaderAlone) {
  EXPECT_EQ(to_csv({{&column("service"), &column("requests")}, {}}), "service,requests\r\n");
}

}  // namespace
}  // namespace shiptally::expose
