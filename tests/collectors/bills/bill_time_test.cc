#include "collectors/bills/bill_time.h"

#include <gtest/gtest.h>

namespace shiptally::collectors {
namespace {

TEST(BillTime, ReadsWhatBillsWrite) {
  const std::pair<const char*, const char*> cases[] = {
      {"2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z"},
      {"2026-10-01T00:00:00.000Z", "2026-10-01T00:00:00Z"},
      {"2026-10-01T02:00:00+02:00", "2026-10-01T00:00:00Z"},
      {"2026-10-01", "2026-10-01T00:00:00Z"},
      {"2026-10-01 13:00:59", "2026-10-01T13:00:59Z"},
      {"2026-10-01T13:00:59", "2026-10-01T13:00:59Z"},
      {"2026-10-01 13:00:59 UTC", "2026-10-01T13:00:59Z"},
      {"1/2/26", "2026-01-02T00:00:00Z"},
      {"12/31/2026", "2026-12-31T00:00:00Z"},
      {"10/1/26 5:07", "2026-10-01T05:07:00Z"},
      {"10/01/2026 15:07:08", "2026-10-01T15:07:08Z"},
  };
  for (const auto& [text, want] : cases) {
    const auto time = parse_bill_time(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(format_instant(*time), want) << text;
  }
}

TEST(BillTime, RefusesTheRest) {
  for (const char* text : {"", "NULL", "13/1/26", "2/30/26", "1/2/126", "1/2", "1/2/26 25:00", "1/2/26 1:00x",
                           "1/2/26T00:00", "2026-13-01", "2026-10-01 25:00:00", "46296"})
    EXPECT_TRUE(parse_bill_time(text).has_error()) << text;
}

}  // namespace
}  // namespace shiptally::collectors
