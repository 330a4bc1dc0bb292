#include "schema/base/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "tests/schema/german_locale.h"

namespace shiptally {
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

}  // namespace
}  // namespace shiptally
