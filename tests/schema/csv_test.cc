#include "schema/csv.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

TEST(CsvText, QuotesAndDefuses) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"api", "api"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"=SUM(A1)", "'=SUM(A1)"},
      {"+1", "'+1"},
      {"-1", "-1"},
      {"-0.000000000001", "-0.000000000001"},
      {"-1+2", "'-1+2"},
      {"-1.", "'-1."},
      {"-.5", "'-.5"},
      {"-", "'-"},
      {"@cmd", "'@cmd"},
      {"\tx", "'\tx"},
      {"\rx", "\"'\rx\""},
      {"=1,\"2\"", "\"'=1,\"\"2\"\"\""},
      {"a=b", "a=b"},
      {"'quoted", "'quoted"},
      {"caf\xE9", "caf\uFFFD"},
  };
  for (const auto& [in, want] : cases) {
    std::string out;
    append_csv_text(out, in);
    EXPECT_EQ(out, want);
  }
}

TEST(CsvText, PlainTextIsNotChanged) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"=SUM(A1)", "=SUM(A1)"}, {"-1", "-1"}, {"a,\"b\"", "\"a,\"\"b\"\"\""}, {"caf\xE9", "caf\uFFFD"}};
  for (const auto& [in, want] : cases) {
    std::string out;
    append_plain_csv_text(out, in);
    EXPECT_EQ(out, want);
  }
}

}  // namespace
}  // namespace shiptally
