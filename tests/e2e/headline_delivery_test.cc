// Each delivery figure of the API against the same figure in plain SQL (headline.sql) over the file of a
// daemon that got the demo's organisation through its HTTP door.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include "source_dir.h"
#include "tests/e2e/demo_daemon.h"

namespace shiptally::e2e {
namespace {

constexpr double kDayMs = 86'400'000;

std::string read_file(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

/// Interpolated between the two nearest ranks, in seconds.
std::optional<double> quantile_seconds(std::vector<std::int64_t> ms, double share) {
  if (ms.empty()) return std::nullopt;
  std::sort(ms.begin(), ms.end());
  const double rank = share * static_cast<double>(ms.size() - 1);
  const auto low = static_cast<double>(ms[static_cast<std::size_t>(std::floor(rank))]);
  const auto high = static_cast<double>(ms[static_cast<std::size_t>(std::ceil(rank))]);
  return (low + (high - low) * (rank - std::floor(rank))) / 1000;
}

std::optional<double> mean_seconds(const std::vector<std::int64_t>& ms) {
  if (ms.empty()) return std::nullopt;
  return std::accumulate(ms.begin(), ms.end(), 0.0) / static_cast<double>(ms.size()) / 1000;
}

std::optional<double> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// The end of Wilson's interval by its own words: the share p at which what was seen lies 1.96 standard
/// errors away.  Found by halving, so that no formula is shared.
double wilson_end(std::int64_t hits, std::int64_t trials, bool upper) {
  const double seen = static_cast<double>(hits) / static_cast<double>(trials);
  double near = seen, far = upper ? 1 : 0;
  for (int i = 0; i < 200; ++i) {
    const double p = (near + far) / 2;
    const double errors_away = std::abs(p - seen) / std::sqrt(p * (1 - p) / static_cast<double>(trials));
    (errors_away < 1.959963984540054 ? near : far) = p;
  }
  return near;
}

void expect_number(const JsonRow& row, std::string_view column, std::optional<double> expected) {
  const std::optional<double> shown = number(row, column);
  ASSERT_EQ(shown.has_value(), expected.has_value()) << column;
  if (shown) {
    EXPECT_NEAR(*shown, *expected, 1e-9 * std::max(1.0, std::abs(*expected))) << column;
  }
}

/// What SQL says of one group in one span; `group` is a condition on service and environment.
class Oracle {
 public:
  Oracle(const PlainSql& sql, Span span, std::string group) : sql_(sql), span_(span), group_(group) {}

  std::string where(const std::string& time) const { return " WHERE " + span_.holds(time) + group_; }
  std::int64_t count(const std::string& from, const std::string& time = "finished",
                     const std::string& more = "") const {
    return sql_.integer("SELECT count(*) FROM " + from + where(time) + more);
  }
  std::vector<std::int64_t> list(const std::string& column, const std::string& from, const std::string& time,
                                 const std::string& more) const {
    return sql_.integers("SELECT " + column + " FROM " + from + where(time) + more);
  }

 private:
  const PlainSql& sql_;
  Span span_;
  std::string group_;
};

void compare_frequency(const JsonRow& row, const Oracle& oracle, Span span) {
  const std::int64_t deployments = oracle.count("step", "finished", " AND kind <> 'baseline'");
  EXPECT_EQ(integer(row, "deployments"), deployments);
  EXPECT_EQ(integer(row, "failed_rollouts"),
            oracle.count("deployment", "coalesce(finished_ms, started_ms)", " AND status = 'failure'"));
  const std::vector<std::int64_t> active =
      oracle.list("DISTINCT finished / 86400000", "step", "finished", " AND kind <> 'baseline'");
  const auto days_touched =
      static_cast<std::int64_t>((span.to - 1) / 86'400'000 - span.from / 86'400'000 + 1);
  const bool any = deployments > 0;
  expect_number(row, "deployment_frequency",
                any ? std::optional(static_cast<double>(deployments) * kDayMs /
                                    static_cast<double>(span.to - span.from))
                    : std::nullopt);
  expect_number(row, "active_days_ratio",
                any ? share(static_cast<std::int64_t>(active.size()), days_touched) : std::nullopt);
}

void compare_lead_time(const JsonRow& row, const Oracle& oracle) {
  const auto spans = oracle.list("lead_ms", "brought", "finished", " AND known AND lead_ms >= 0");
  EXPECT_EQ(integer(row, "lead_time_commits"), static_cast<std::int64_t>(spans.size()));
  EXPECT_EQ(integer(row, "lead_time_excluded"),
            oracle.count("brought", "finished", " AND (NOT known OR lead_ms < 0)"));
  expect_number(row, "lead_time_p50_seconds", quantile_seconds(spans, 0.5));
  expect_number(row, "lead_time_p75_seconds", quantile_seconds(spans, 0.75));
  expect_number(row, "lead_time_p90_seconds", quantile_seconds(spans, 0.9));
}

void compare_failures(const JsonRow& row, const Oracle& oracle) {
  const std::int64_t failed = oracle.count("failure", "finished", " AND NOT is_rollback");
  const std::int64_t changes =
      oracle.count("step", "finished", " AND kind <> 'baseline' AND name NOT IN (SELECT name FROM rollback)");
  EXPECT_EQ(integer(row, "failed_deployments"), failed);
  EXPECT_EQ(integer(row, "change_fail_denominator"), changes);
  expect_number(row, "change_fail_rate", share(failed, changes));
  if (changes > 0) {
    EXPECT_NEAR(number(row, "change_fail_rate_low").value(), wilson_end(failed, changes, false), 1e-9);
    EXPECT_NEAR(number(row, "change_fail_rate_high").value(), wilson_end(failed, changes, true), 1e-9);
  }
  const auto recovered =
      oracle.list("recovered - finished", "failure", "finished", " AND recovered >= finished");
  EXPECT_EQ(integer(row, "recoveries"), static_cast<std::int64_t>(recovered.size()));
  EXPECT_EQ(integer(row, "recovery_open"), oracle.count("failure", "finished", " AND recovered IS NULL"));
  expect_number(row, "recovery_time_seconds", quantile_seconds(recovered, 0.5));
  const std::int64_t reworks = oracle.count("rework");
  EXPECT_EQ(integer(row, "reworks"), reworks);
  expect_number(row, "rework_rate", share(reworks, integer(row, "deployments")));
}

void compare_incidents(const JsonRow& row, const Oracle& oracle) {
  const auto spans =
      oracle.list("resolved_ms - opened_ms", "incident", "opened_ms", " AND resolved_ms >= opened_ms");
  EXPECT_EQ(integer(row, "incidents"), static_cast<std::int64_t>(spans.size()));
  EXPECT_EQ(integer(row, "incidents_open"),
            oracle.count("incident", "opened_ms", " AND resolved_ms IS NULL"));
  expect_number(row, "mttr_mean_seconds", mean_seconds(spans));
  expect_number(row, "mttr_median_seconds", quantile_seconds(spans, 0.5));
}

void compare(const JsonRow& row, const PlainSql& sql, Span span, const std::string& group) {
  const Oracle oracle(sql, span, group);
  compare_frequency(row, oracle, span);
  compare_lead_time(row, oracle);
  compare_failures(row, oracle);
  compare_incidents(row, oracle);
}

TEST(Headline, DeliveryFiguresAgreeWithPlainSql) {
  DemoDaemon demo;
  demo.sql().run(read_file(SHIPTALLY_SOURCE_DIR "/tests/e2e/headline.sql"));
  // The demo must bring what is to be compared.
  for (const char* table : {"rollback", "undone", "failure", "rework", "blame", "brought"})
    EXPECT_GT(demo.sql().integer("SELECT count(*) FROM " + std::string(table)), 0) << table;
  for (const Span span : demo.spans()) {
    SCOPED_TRACE(span.query());
    const auto whole = demo.get("/api/v1/dora?" + span.query());
    ASSERT_EQ(whole.size(), 1U);
    compare(whole[0], demo.sql(), span, "");
    const auto groups = demo.get("/api/v1/dora?group_by=service,environment&" + span.query());
    EXPECT_GE(groups.size(), 12U);  // six services in two environments
    for (const JsonRow& row : groups) {
      const std::string service = row.at("service"), environment = row.at("environment");
      SCOPED_TRACE(service + " in " + environment);
      compare(row, demo.sql(), span,
              " AND service = '" + service + "' AND environment = '" + environment + "'");
    }
  }
}

}  // namespace
}  // namespace shiptally::e2e
