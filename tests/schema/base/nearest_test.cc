#include "schema/base/nearest.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

TEST(EditDistance, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("service", "servcie"), 2u);
}

TEST(Nearest, NamesNothingFarAway) {
  const std::string_view known[] = {"to", "tz", "from", "listen", "limits", "fleet", "latency_ms"};
  const struct {
    std::string_view name, near;
  } cases[] = {
      {"form", "from"},
      {"zz", "tz"},
      {"ton", "to"},
      {"fen", ""},
      {"lisen", "listen"},
      {"limit", "limits"},
      {"Fleet", "fleet"},
      {"latency", "latency_ms"},  // cut short
      {"tency_ms", "latency_ms"},
      {"q", ""},
      {"apikey", ""},
      {"telemetry", ""},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(nearest(c.name, known), c.near) << c.name;
  EXPECT_EQ(nearest(std::string(65, 'f'), known), "") << "too long to be a typing error";
}

}  // namespace
}  // namespace shiptally
