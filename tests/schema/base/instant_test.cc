#include "schema/base/instant.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

struct Case {
  const char* text;
  std::int64_t ms;
};

const Case kGood[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"2026-11-23T14:49:46Z", 1795445386000},
    {"2026-11-23t14:49:46.5z", 1795445386500},
    {"2026-11-23T14:49:46.123456789Z", 1795445386123},
    {"2026-11-23T16:49:46+02:00", 1795445386000},
    {"2021-04-28 21:50:00 +0200", 1619639400000},
    {"2024-02-29", 1709164800000},
    {"2016-12-31T23:59:60Z", 1483228800000},
    {"0000-01-01", -62167219200000},
    {"9999-12-31T23:59:59.999Z", 253402300799999},
};

TEST(Instant, Parses) {
  for (const Case& c : kGood) EXPECT_EQ(to_ms(parse_instant(c.text).value()), c.ms) << c.text;
}

TEST(Instant, Refuses) {
  for (const char* text :
       {"", "yesterday", "2026-13-01", "2026-02-29", "2026-11-23T25:00:00Z", "2026-11-23T14:49",
        "2026-11-23T14:49:46Zulu", "2026-11-23T14:49:46+2", "2026-11-23T14:49:46.Z", "99999-01-01",
        "-001-01-01", "+2026-01-01", "2026-1-1", "2026-01-00", "2026-00-01", "\u0662\u0660\u0662\u0666-01-01",
        "2026-01-01 ", "2026-01-01T24:00:00Z"})
    EXPECT_TRUE(parse_instant(text).has_error()) << text;
  EXPECT_TRUE(parse_instant("2026-01-01T00:00:00." + std::string(1'000'000, '9') + "x").has_error());
  EXPECT_LE(parse_instant(std::string(1'000'000, '9')).error().message.size(), 100U) << "shown cut";
  EXPECT_EQ(parse_instant("2026-11-23T14:49:46").error().message,
            "a time without a zone: \"2026-11-23T14:49:46\"");
}

TEST(Instant, PrintsWhatItReads) {
  for (const char* text : {"2026-11-23T14:49:46Z", "1969-12-31T23:59:59.999Z", "2000-02-29T00:00:00.001Z"})
    EXPECT_EQ(format_instant(parse_instant(text).value()), text);
}

}  // namespace
}  // namespace shiptally
