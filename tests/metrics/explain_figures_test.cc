// Explain says the figure: what it lists, counted here, gives the number, in every profile, for random
// histories, windows and filters.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "daemon/metrics/delivery/delivery_explain.h"
#include "daemon/metrics/profiles/profile.h"
#include "tests/metrics/random_history.h"
#include "tests/metrics/story_text.h"

namespace shiptally::metrics::testing {
namespace {

using Ids = std::multiset<std::string>;

Ids ids(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

/// Interpolated, of seconds.
double quantile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  const double place = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double share = place - static_cast<double>(below);
  return values[below] * (1 - share) + values[above] * share;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// What dora-1 makes of the observations that explain lists.
double average(const Explanation& e) {
  if (e.metric.ends_with("_mean")) return mean(e.values);
  if (e.metric.ends_with("_p75")) return quantile(e.values, 0.75);
  if (e.metric.ends_with("_p90")) return quantile(e.values, 0.9);
  return quantile(e.values, 0.5);
}

void check_ratio(const Explanation& e) {
  if (!e.value) return;
  ASSERT_TRUE(e.divisor.has_value());
  EXPECT_NEAR(*e.value, static_cast<double>(e.numerator.size()) / *e.divisor, 1e-12);
  if (e.profile != "dora-1" || e.denominator.empty()) return;
  EXPECT_EQ(e.n, e.denominator.size());
  EXPECT_EQ(*e.divisor, static_cast<double>(e.denominator.size()));
  const Ids hits = ids(e.numerator), all = ids(e.denominator);
  EXPECT_TRUE(std::includes(all.begin(), all.end(), hits.begin(), hits.end()));
}

void check_duration(const Explanation& e) {
  ASSERT_EQ(e.values.size(), e.numerator.size());
  EXPECT_EQ(e.n, e.numerator.size());
  if (!e.value || e.numerator.empty()) {
    EXPECT_TRUE(!e.value) << *e.value;
    return;
  }
  EXPECT_GE(*e.value, *std::min_element(e.values.begin(), e.values.end()) - 1e-6);
  EXPECT_LE(*e.value, *std::max_element(e.values.begin(), e.values.end()) + 1e-6);
  if (e.profile != "dora-1" && !e.metric.starts_with("mttr")) return;
  EXPECT_NEAR(*e.value, average(e), 1e-6);
}

void check_count(const Explanation& e) {
  EXPECT_EQ(e.n, e.numerator.size());
  const double value = e.value.value_or(0), counted = static_cast<double>(e.n);
  if (e.unit.empty()) {
    EXPECT_EQ(value, counted);
  } else if (e.unit == "days/week") {
    EXPECT_LE(value, std::min(7.0, counted));
  } else {
    ASSERT_TRUE(e.divisor.has_value() || !e.value);
    const double rate = counted / e.divisor.value_or(1);
    EXPECT_NEAR(value, e.profile == "middleware" ? std::floor(rate) : rate, 1e-12);
  }
}

/// Within one stream a fact counts or is left out, for one reason.
void check_named_once(const Explanation& e) {
  Ids counted;
  for (const auto* list : {&e.numerator, &e.denominator}) {
    const Ids once = ids(*list);
    for (const std::string& id : once) EXPECT_EQ(once.count(id), 1U) << id;
    counted.insert(once.begin(), once.end());
  }
  Ids left_out;
  for (const ExcludedFact& fact : e.exclusions) left_out.insert(fact.id);
  for (const std::string& id : left_out) {
    EXPECT_EQ(left_out.count(id), 1U) << id;
    EXPECT_FALSE(counted.contains(id)) << id;
  }
}

struct Wanted {
  Ids numerator, denominator;
};

/// By the oracle; none for what it does not list.
std::optional<Wanted> wanted(std::string_view metric, const OracleAnswer& answer) {
  if (metric == "change_fail_rate") return Wanted{answer.failed, answer.not_rollbacks};
  if (metric == "rework_rate") return Wanted{answer.reworks, answer.deployments};
  if (metric == "deployments" || metric == "deployment_frequency") return Wanted{answer.deployments, {}};
  if (metric == "failed_rollouts") return Wanted{answer.failed_rollouts, {}};
  if (metric.starts_with("lead_time")) return Wanted{answer.lead_commits, {}};
  if (metric.starts_with("mttr")) return Wanted{answer.resolved, {}};
  if (metric == "recovery_time") return Wanted{answer.recovered, {}};
  if (metric == "coding_time_p50") return Wanted{answer.coding.changes, {}};
  if (metric == "pickup_time_p50") return Wanted{answer.pickup.changes, {}};
  if (metric == "review_time_p50") return Wanted{answer.review.changes, {}};
  if (metric == "deploy_wait_p50") return Wanted{answer.deploy_wait.changes, {}};
  return std::nullopt;
}

void check(const Explanation& e, const OracleQuestion& question, const OracleAnswer& answer) {
  SCOPED_TRACE(e.profile + " " + e.metric);
  if (e.unit == "seconds")
    check_duration(e);
  else if (e.unit == "ratio")
    check_ratio(e);
  else
    check_count(e);
  if (question.services.size() == 1 && question.environments.size() == 1 && e.profile == "dora-1")
    check_named_once(e);
  const auto want = wanted(e.metric, answer);
  if (e.profile != "dora-1" || !want) return;
  EXPECT_EQ(ids(e.numerator), want->numerator);
  EXPECT_EQ(ids(e.denominator), want->denominator);
}

TEST(ExplainFigures, AreWhatTheirFactsCount) {
  for (unsigned seed = 5001; seed <= 5400; ++seed) {
    SCOPED_TRACE("history " + std::to_string(seed));
    RandomHistory random(seed);
    const Scenario scenario = random.scenario();
    const OracleQuestion question = random.question();
    const Analysis analysis = analyse(scenario, question.as_of);
    const OracleAnswer answer = ask_oracle(scenario, question);
    for (const Profile& profile : profiles()) {
      const Reading reading(analysis, profile);
      Query query = query_of(question);
      query.profile = profile.name;
      for (const Figure* figure : explained_figures())
        check(explain_delivery(figure->name(), reading, query).value(), question, answer);
    }
    if (::testing::Test::HasFailure()) {
      ADD_FAILURE() << story_text(scenario);
      return;  // one history is enough to look at
    }
  }
}

}  // namespace
}  // namespace shiptally::metrics::testing
