#include "tests/metrics/scenario_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/metrics/delivery/delivery_explain.h"
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

std::string place(const Scenario& scenario, int line) {
  return scenario.file + ":" + std::to_string(line) + ": ";
}

/// The expectations of one as_of.
void check_figures(const Scenario& scenario, std::optional<Instant> as_of) {
  const Analysis analysis = analyse(scenario, as_of);
  const auto rows = delivery(analysis, scenario.query);
  ASSERT_TRUE(rows.has_value()) << rows.error().message;
  for (const Expectation& e : scenario.expectations) {
    if (e.as_of != as_of) continue;
    const std::string where = place(scenario, e.line) + e.figure;
    if (e.figure == "rows") {
      EXPECT_EQ(std::to_string(rows->size()), e.value) << where;
      continue;
    }
    const DeliveryRow* row = find_row(*rows, e);
    ASSERT_NE(row, nullptr) << where << ": no such row";
    EXPECT_EQ(figure_text(e.figure, analysis, *row), e.value) << where;
  }
}

std::vector<std::string> failure_reasons(const Analysis& analysis, const std::string& id) {
  std::vector<std::string> out;
  for (const Failure& failure : analysis.verdicts.failures)
    if (analysis.facts->texts(analysis.history.fact(failure.step)).id == id)
      for (const Reason& reason : analysis.verdicts.reasons_of(failure))
        out.push_back(describe(reason, analysis.history));
  return out;
}

void check_remark(const Scenario& scenario, const Analysis& analysis, const Remark& remark) {
  const std::string where = place(scenario, remark.line) + remark.id;
  std::vector<std::string> reasons;
  if (remark.metric.empty()) {
    reasons = failure_reasons(analysis, remark.id);
  } else {
    const auto explained = explain_delivery(
        remark.metric, Reading(analysis, *find_profile(scenario.query.profile)), scenario.query);
    ASSERT_TRUE(explained.has_value()) << where << ": " << explained.error().message;
    for (const ExcludedFact& e : explained->exclusions)
      if (e.id == remark.id) reasons.push_back(e.reason);
  }
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), remark.reason), 1)
      << where << ": not " << remark.reason << " but " << ::testing::PrintToString(reasons);
}

}  // namespace

void check(const Scenario& scenario) {
  std::set<std::optional<Instant>> as_of;
  for (const Expectation& e : scenario.expectations) as_of.insert(e.as_of);
  for (const auto& instant : as_of) check_figures(scenario, instant);
  if (scenario.remarks.empty()) return;
  const Analysis analysis = analyse(scenario);
  for (const Remark& remark : scenario.remarks) check_remark(scenario, analysis, remark);
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
