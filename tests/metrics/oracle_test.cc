#include "tests/metrics/oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "daemon/metrics/delivery/attribution.h"
#include "tests/metrics/random_history.h"
#include "tests/metrics/story_text.h"

namespace shiptally::metrics::testing {
namespace {

using Ids = std::multiset<std::string>;

Ids steps(const Analysis& a, const std::vector<StepIndex>& indices) {
  Ids ids;
  for (const StepIndex i : indices) ids.insert(fact_name(*a.facts, a.history.fact(i)));
  return ids;
}

Ids incidents(const Analysis& a, const std::vector<IncidentIndex>& indices) {
  Ids ids;
  for (const IncidentIndex i : indices) ids.insert(fact_name(*a.facts, *a.incidents[i]));
  return ids;
}

std::vector<std::uint32_t> indices(const std::vector<Exclusion>& exclusions) {
  std::vector<std::uint32_t> out;
  for (const Exclusion& e : exclusions) out.push_back(e.index);
  return out;
}

Ids commits(const Analysis& a, const std::vector<CommitIndex>& indices) {
  Ids ids;
  for (const CommitIndex i : indices) ids.insert(fact_name(*a.facts, a.graph.nodes[i]));
  return ids;
}

Ids changes(const Analysis& a, const std::vector<ChangeIndex>& indices) {
  Ids ids;
  for (const ChangeIndex i : indices) ids.insert(fact_name(*a.facts, a.facts->changes()[i]));
  return ids;
}

/// Interpolated, in seconds, of sorted milliseconds.
std::optional<double> quantile(const std::vector<std::int64_t>& ms, double p) {
  if (ms.empty()) return std::nullopt;
  const double place = p * static_cast<double>(ms.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ms.size() - 1);
  const double share = place - static_cast<double>(below);
  return (static_cast<double>(ms[below]) * (1 - share) + static_cast<double>(ms[above]) * share) / 1000;
}

/// What the product and the oracle say differently, a line each.
class Differences {
 public:
  void ids(const char* what, const Ids& got, const Ids& want) {
    if (got == want) return;
    text_ += std::string(what) + ": " + ::testing::PrintToString(got) + " should be " +
             ::testing::PrintToString(want) + "\n";
  }
  void number(const char* what, std::optional<double> got, std::optional<double> want) {
    if (got.has_value() == want.has_value() && std::abs(got.value_or(0) - want.value_or(0)) < 1e-6) return;
    text_ += std::string(what) + ": " + ::testing::PrintToString(got) + " should be " +
             ::testing::PrintToString(want) + "\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void compare_stage(Differences& out, const Analysis& a, const StageTime& got, const OracleStage& want,
                   const char* name) {
  out.ids(name, changes(a, got.changes), want.changes);
  out.ids(name, changes(a, indices(got.excluded)), want.excluded);
  out.number(name, got.median_seconds, quantile(want.ms, 0.5));
}

void compare_changes(Differences& out, const Analysis& a, const DeliveryRow& row, const OracleAnswer& want) {
  const LeadTime& lead = row.lead_time;
  out.ids("commits", commits(a, lead.observations), want.lead_commits);
  out.ids("commits excluded", commits(a, indices(lead.excluded)), want.lead_excluded);
  std::vector<CommitIndex> other_paths;
  for (const Exclusion& e : lead.left_out)
    if (e.reason.find("paths") != std::string_view::npos) other_paths.push_back(e.index);
  out.ids("commits of other paths", commits(a, other_paths), want.lead_other_paths);
  out.number("lead time p50", lead.p50_seconds, quantile(want.lead_ms, 0.5));
  out.number("lead time p75", lead.p75_seconds, quantile(want.lead_ms, 0.75));
  out.number("lead time p90", lead.p90_seconds, quantile(want.lead_ms, 0.9));
  compare_stage(out, a, (*row.stages)[Stage::coding], want.coding, "coding");
  compare_stage(out, a, (*row.stages)[Stage::pickup], want.pickup, "pickup");
  compare_stage(out, a, (*row.stages)[Stage::review], want.review, "review");
  compare_stage(out, a, (*row.stages)[Stage::deploy_wait], want.deploy_wait, "deploy wait");
}

void compare_deployments(Differences& out, const Analysis& a, const DeliveryRow& row,
                         const OracleAnswer& want) {
  out.ids("deployments", steps(a, row.frequency.deployments), want.deployments);
  out.number("failed rollouts", row.failed_rollouts, want.failed_rollouts.size());
  out.ids("failed", steps(a, row.change_fail_rate.failed), want.failed);
  out.ids("no rollbacks", steps(a, row.change_fail_rate.deployments), want.not_rollbacks);
  out.ids("reworks", steps(a, row.rework_rate.reworks), want.reworks);
  out.ids("recovered", steps(a, row.recovery_time.recovered), want.recovered);
  out.ids("not recovered", steps(a, row.recovery_time.open), want.recovery_open);
  out.ids("recovery negative", steps(a, indices(row.recovery_time.excluded)), want.recovery_negative);
  out.number("recovery", row.recovery_time.median_seconds, quantile(want.recovery_ms, 0.5));
  out.ids("resolved", incidents(a, row.mttr.resolved), want.resolved);
  out.ids("unresolved", incidents(a, row.mttr.open), want.open);
  out.ids("resolved before", incidents(a, indices(row.mttr.excluded)), want.resolved_negative);
  out.number("mttr", row.mttr.median_seconds, quantile(want.resolved_ms, 0.5));
}

std::string differences(const Scenario& scenario, const OracleQuestion& question) {
  const Analysis analysis = analyse(scenario, question.as_of);
  const auto rows = delivery(analysis, query_of(question)).value();
  const DeliveryRow row = rows.empty() ? DeliveryRow{} : rows.front();
  const OracleAnswer want = ask_oracle(scenario, question);
  Differences out;
  compare_deployments(out, analysis, row, want);
  compare_changes(out, analysis, row, want);
  return out.text();
}

/// Leaves out what the disagreement does not need.
Scenario smallest(Scenario scenario, const OracleQuestion& question) {
  for (std::size_t before = 0; before != scenario.arrivals.size();) {
    before = scenario.arrivals.size();
    for (std::size_t i = before; i-- > 0;) {
      Scenario less = scenario;
      less.arrivals.erase(less.arrivals.begin() + static_cast<std::ptrdiff_t>(i));
      if (!differences(less, question).empty()) scenario = std::move(less);
    }
  }
  return scenario;
}

TEST(Oracle, AgreesOnRandomHistories) {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    RandomHistory random(seed);
    const Scenario scenario = random.scenario();
    const OracleQuestion question = random.question();
    if (differences(scenario, question).empty()) continue;
    const Scenario least = smallest(scenario, question);
    ADD_FAILURE() << "history " << seed << ", " << format_instant(question.window.from) << " to "
                  << format_instant(question.window.to) << ":\n"
                  << story_text(least) << differences(least, question);
  }
}

/// What is attributed is always the first candidate, and nothing else is chosen.
void check_candidates(const Scenario& scenario) {
  const Analysis a = analyse(scenario);
  const Attributions attributions(a, scenario.rules.incident_limit);
  for (IncidentIndex i = 0; i < a.incidents.size(); ++i) {
    const Attribution found = attributions.of(i);
    const StepIndex attributed = a.verdicts.attributed[i];
    ASSERT_EQ(found.why_none.empty(), attributed != kNoStep);
    ASSERT_LE(found.candidates.size(), kCandidatesMax);
    std::set<StepIndex> seen;
    for (std::size_t rank = 0; rank < found.candidates.size(); ++rank) {
      const Candidate& candidate = found.candidates[rank];
      ASSERT_EQ(candidate.chosen, rank == 0 && attributed != kNoStep);
      ASSERT_TRUE(seen.insert(candidate.step).second) << "twice";
      ASSERT_FALSE(candidate.why.empty());
    }
    if (attributed != kNoStep) {
      ASSERT_EQ(found.candidates.at(0).step, attributed);
    }
  }
}

TEST(Attribution, BeginsWithTheAttributedInRandomHistories) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("history " + std::to_string(seed));
    check_candidates(RandomHistory(seed).scenario());
    if (::testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace shiptally::metrics::testing
