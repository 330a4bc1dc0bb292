#include "schema/base/csv.h"

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
      {"-1E-20", "-1E-20"},
      {"-1e+3", "-1e+3"},
      {"-1e", "'-1e"},
      {"-1e2x", "'-1e2x"},
      {"  =1", "'  =1"},
      {"\"=1", "\"'\"\"=1\""},
      {"\n@x", "\"'\n@x\""},
      {"  -1", "  -1"},
      {"   ", "   "},
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

}  // namespace
}  // namespace shiptally
