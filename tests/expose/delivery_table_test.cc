#include "daemon/expose/tables/delivery_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/expose/tables/json.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

Instant at(const char* text) { return parse_instant(text).value(); }

Deployment deployment(const char* id, const char* version, const char* finished) {
  Deployment d;
  d.key = {"ci", id};
  d.service = "api";
  d.environment = "production";
  d.version = version;
  d.finished = at(finished);
  return d;
}

Query query() {
  Query q;
  q.window = {at("2026-03-02"), at("2026-03-04")};
  return q;
}

Table table_of(const metrics::Analysis& analysis, const Query& query) {
  return dora_table(metrics::figure_rows(analysis, query).value(), query.group_by);
}

TEST(DoraTable, OneRowABucketAndGroup) {
  const std::vector<Deployment> deployments = {deployment("1", "v1", "2026-03-02T08:00:00Z"),
                                               deployment("2", "v2", "2026-03-02T09:00:00Z"),
                                               deployment("3", "v1", "2026-03-02T09:30:00Z")};
  const auto analysis = metrics::analyse({deployments, {}, {}});
  Query q = query();
  q.bucket = Bucket::day;
  q.group_by = {Dimension::service};
  const std::string json = to_json(table_of(analysis, q));
  EXPECT_EQ(
      json,
      R"([{"time":1772409600000,"end_time":1772496000000,"service":"api","deployments":3,"failed_rollouts":0,)"
      R"("deployment_frequency":3,"deployment_frequency_low":0.6186721228956013,)"
      R"("deployment_frequency_high":8.767273069742325,"active_days_ratio":1,"lead_time_p50_seconds":null,)"
      R"("lead_time_p50_low_seconds":null,"lead_time_p50_high_seconds":null,"lead_time_p75_seconds":null,)"
      R"("lead_time_p90_seconds":null,"lead_time_commits":0,)"
      R"("lead_time_excluded":0,"changes":0,"coding_time_p50_seconds":null,"coding_time_changes":0,)"
      R"("pickup_time_p50_seconds":null,"pickup_time_changes":0,"review_time_p50_seconds":null,)"
      R"("review_time_changes":0,"deploy_wait_p50_seconds":null,"deploy_wait_changes":0,"stages_excluded":0,)"
      R"("change_fail_rate":0.5,"change_fail_rate_low":0.09453120573423074,)"
      R"("change_fail_rate_high":0.9054687942657693,"failed_deployments":1,"change_fail_denominator":2,)"
      R"("recovery_time_seconds":1800,"recovery_time_low_seconds":null,"recovery_time_high_seconds":null,)"
      R"("recoveries":1,"recovery_open":0,"mttr_mean_seconds":null,)"
      R"("mttr_median_seconds":null,"mttr_median_low_seconds":null,"mttr_median_high_seconds":null,)"
      R"("incidents":0,"incidents_open":0,"rework_rate":0.3333333333333333,)"
      R"("rework_rate_low":0.06149194472039615,"rework_rate_high":0.7923403991979523,)"
      R"("reworks":1,"deployment_frequency_unit":"1/day",)"
      R"("profile":"dora-1","profile_version":1},)"
      "\n"
      R"({"time":1772496000000,"end_time":1772582400000,"service":"api","deployments":0,"failed_rollouts":0,)"
      R"("deployment_frequency":null,"deployment_frequency_low":null,)"
      R"("deployment_frequency_high":null,"active_days_ratio":null,"lead_time_p50_seconds":null,)"
      R"("lead_time_p50_low_seconds":null,"lead_time_p50_high_seconds":null,"lead_time_p75_seconds":null,)"
      R"("lead_time_p90_seconds":null,"lead_time_commits":0,)"
      R"("lead_time_excluded":0,"changes":0,"coding_time_p50_seconds":null,"coding_time_changes":0,)"
      R"("pickup_time_p50_seconds":null,"pickup_time_changes":0,"review_time_p50_seconds":null,)"
      R"("review_time_changes":0,"deploy_wait_p50_seconds":null,"deploy_wait_changes":0,"stages_excluded":0,)"
      R"("change_fail_rate":null,"change_fail_rate_low":null,)"
      R"("change_fail_rate_high":null,"failed_deployments":0,"change_fail_denominator":0,)"
      R"("recovery_time_seconds":null,"recovery_time_low_seconds":null,"recovery_time_high_seconds":null,)"
      R"("recoveries":0,"recovery_open":0,"mttr_mean_seconds":null,)"
      R"("mttr_median_seconds":null,"mttr_median_low_seconds":null,"mttr_median_high_seconds":null,)"
      R"("incidents":0,"incidents_open":0,"rework_rate":null,"rework_rate_low":null,"rework_rate_high":null,)"
      R"("reworks":0,"deployment_frequency_unit":"1/day",)"
      R"("profile":"dora-1","profile_version":1}])");
}

TEST(DoraTable, ATeamThatNobodyToldIsNoData) {
  const std::vector<Deployment> deployments = {deployment("1", "v1", "2026-03-02T08:00:00Z")};
  Query q = query();
  q.group_by = {Dimension::team};
  const Table table = table_of(metrics::analyse({deployments, {}, {}}), q);
  EXPECT_EQ(table.rows.at(0).at(2), Value());
}

TEST(DoraTable, AllProfilesStandSideBySide) {
  const std::vector<Deployment> deployments = {deployment("1", "v1", "2026-03-02T08:00:00Z"),
                                               deployment("2", "v2", "2026-03-03T08:00:00Z")};
  Query q = query();
  q.group_by.clear();
  q.bucket = Bucket::day;
  q.profile = "all";
  const Table table = table_of(metrics::analyse({deployments, {}, {}}), q);
  const auto at = std::find_if(table.columns.begin(), table.columns.end(),
                               [](const Column* c) { return c->name == "profile"; });
  std::vector<std::string> names;
  for (const auto& row : table.rows)
    names.push_back(std::get<std::string>(row[static_cast<std::size_t>(at - table.columns.begin())]));
  const std::vector<std::string> each = {"dora-1", "devlake", "gitlab", "fourkeys", "middleware"};
  ASSERT_EQ(names.size(), 2 * each.size()) << "two days";
  EXPECT_TRUE(std::equal(each.begin(), each.end(), names.begin()));
  EXPECT_TRUE(std::equal(each.begin(), each.end(), names.begin() + 5));
}

TEST(DoraTable, NoFactsNoRows) {
  EXPECT_EQ(to_json(table_of(metrics::analyse(metrics::DeliveryFacts()), query())), "[]");
}

TEST(DoraTable, RefusesWhatDeliveryCannotAnswer) {
  Query q = query();
  q.group_by = {Dimension::model};
  EXPECT_EQ(metrics::figure_rows(metrics::analyse(metrics::DeliveryFacts()), q).error().message,
            "group_by: deployments have no model");
}

}  // namespace
}  // namespace shiptally::expose
