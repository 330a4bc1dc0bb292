#include "tests/metrics/scenario_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/metrics/figures.h"

namespace shiptally::metrics::testing {
namespace {

const DeliveryRow* find_row(const std::vector<DeliveryRow>& rows, const Expectation& e) {
  std::set<Instant> buckets;
  for (const DeliveryRow& row : rows) {
    buckets.insert(row.bucket.from);
    const bool in_group =
        e.group.empty() || std::find(row.group.begin(), row.group.end(), e.group) != row.group.end();
    if (buckets.size() == e.bucket && in_group) return &row;
  }
  return nullptr;
}

}  // namespace

void check(const Scenario& scenario) {
  const Analysis analysis = analyse(scenario.facts(), {.incident_limit = scenario.incident_limit});
  const auto rows = delivery(analysis, scenario.query);
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  for (const Expectation& e : scenario.expectations) {
    const std::string where = scenario.file + ":" + std::to_string(e.line) + ": " + e.figure;
    if (e.figure == "rows") {
      EXPECT_EQ(std::to_string(rows->size()), e.value) << where;
      continue;
    }
    const DeliveryRow* row = find_row(*rows, e);
    ASSERT_NE(row, nullptr) << where << ": no such row";
    EXPECT_EQ(figure_text(e.figure, analysis, *row), e.value) << where;
  }
}

void check_figure(std::string_view figure, std::span<const FigureCase> cases) {
  for (const FigureCase& c : cases) {
    const std::string story = std::string(c.story) + "\nexpect " + std::string(figure) + " " + c.value;
    const auto scenario = parse_scenario(c.name, story);
    ASSERT_TRUE(scenario.has_value()) << scenario.error().message;
    check(*scenario);
  }
}

}  // namespace shiptally::metrics::testing
