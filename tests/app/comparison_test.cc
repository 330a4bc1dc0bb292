// What is compared is what is told elsewhere: the figures of /trend, /bands and /attribution are those of
// /dora, /explain and /incidents, through the real daemon.

#include <gtest/gtest.h>

#include <map>

#include "tests/app/month_of_facts.h"
#include "tests/app/test_daemon.h"
#include "tests/e2e/flat_json.h"

namespace shiptally::tests {
namespace {

using e2e::JsonRow;

constexpr const char* kLater = "from=2026-11-16T00:00:00Z&to=2026-12-01T00:00:00Z";
constexpr const char* kEarlier = "from=2026-11-01T00:00:00Z&to=2026-11-16T00:00:00Z";

/// A month with twenty deployments, incidents and recoveries more, so that medians have intervals.
class Comparison : public ::testing::Test {
 protected:
  Comparison() {
    std::map<std::string, std::string> bodies;
    for (const Line& line : month_of_facts(11)) bodies[line.path] += line.json + "\n";
    for (int i = 0; i < 20; ++i) {
      const std::string n = std::to_string(i), day = "2026-11-" + std::to_string(i < 10 ? 20 : 21);
      const std::string hour = std::to_string(10 + i % 10);
      bodies["/v1/deployments"] +=
          R"({"id":"more-)" + n +
          R"(","service":"billing","team":"payments","status":"success","version":"v)" + n +
          R"(","finished_at":")" + day + "T" + hour + ":00:00Z\"}\n";
      bodies["/v1/incidents"] += R"({"id":"more-)" + n + R"(","service":"billing","opened_at":")" + day +
                                 "T" + hour + R"(:10:00Z","resolved_at":")" + day + "T" + hour +
                                 ":30:00Z\"}\n";
    }
    for (const auto& [path, body] : bodies) EXPECT_EQ(daemon_.call("POST", path, body).status, 200) << path;
  }

  std::string get(const std::string& target) {
    const auto answer = daemon_.call("GET", target);
    EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
    return answer.body;
  }
  std::vector<JsonRow> rows(const std::string& target) { return e2e::FlatJson::rows(get(target)); }

  TestDaemon daemon_;
};

struct Columns {
  const char *metric, *value, *low, *high;
};

constexpr Columns kColumns[] = {
    {"deployment_frequency", "deployment_frequency", "deployment_frequency_low", "deployment_frequency_high"},
    {"lead_time", "lead_time_p50_seconds", "lead_time_p50_low_seconds", "lead_time_p50_high_seconds"},
    {"change_fail_rate", "change_fail_rate", "change_fail_rate_low", "change_fail_rate_high"},
    {"recovery_time", "recovery_time_seconds", "recovery_time_low_seconds", "recovery_time_high_seconds"},
    {"rework_rate", "rework_rate", "rework_rate_low", "rework_rate_high"},
    {"mttr_median", "mttr_median_seconds", "mttr_median_low_seconds", "mttr_median_high_seconds"},
};

const JsonRow* find(const std::vector<JsonRow>& rows, const std::string& service, std::string_view metric) {
  for (const JsonRow& row : rows)
    if (row.at("service") == service && (metric.empty() || row.at("metric") == metric)) return &row;
  return nullptr;
}

TEST_F(Comparison, TrendsAreTheFiguresOfBothPeriods) {
  const std::string group = "&group_by=service";
  const auto trend = rows("/api/v1/trend?" + (kLater + group));
  const auto now = rows("/api/v1/dora?" + (kLater + group)),
             before = rows("/api/v1/dora?" + (kEarlier + group));
  ASSERT_EQ(trend.size(), now.size() * std::size(kColumns));
  std::size_t intervals = 0;
  for (const JsonRow& row : now)
    for (const Columns& c : kColumns) {
      const JsonRow* got = find(trend, row.at("service"), c.metric);
      const JsonRow* then = find(before, row.at("service"), {});
      ASSERT_NE(got, nullptr);
      EXPECT_EQ(got->at("value"), row.at(c.value)) << c.metric;
      EXPECT_EQ(got->at("low"), row.at(c.low)) << c.metric;
      EXPECT_EQ(got->at("high"), row.at(c.high)) << c.metric;
      EXPECT_EQ(got->at("previous"), then == nullptr ? "null" : then->at(c.value)) << c.metric;
      EXPECT_EQ(got->at("previous_low"), then == nullptr ? "null" : then->at(c.low)) << c.metric;
      intervals += got->at("low") != "null";
    }
  EXPECT_EQ(find(trend, "billing", "recovery_time")->at("low"), "1800");
  EXPECT_GT(intervals, 8U);
}

TEST_F(Comparison, BandsAreOfTheExplainedFigures) {
  const std::string filter = std::string(kLater) + "&service=billing";
  for (const JsonRow& row : rows("/api/v1/bands?year=2024&" + filter)) {
    const std::string explained = get("/api/v1/explain?metric=" + row.at("metric") + "&" + filter);
    EXPECT_NE(explained.find("\"value\":" + row.at("value") + ","), std::string::npos) << explained;
    const std::string interval =
        row.at("low") == "null" ? "\"interval\":null"
                                : "\"interval\":{\"low\":" + row.at("low") + ",\"high\":" + row.at("high");
    EXPECT_NE(explained.find(interval), std::string::npos) << interval << "\n" << explained;
    EXPECT_NE(row.at("band") == "null", row.at("reason") == "null");
  }
  const auto recovery = rows("/api/v1/bands?year=2024&" + filter).at(3);
  EXPECT_EQ(recovery.at("band"), "elite") << "half an hour, twenty times";
}

TEST_F(Comparison, WhatIsChosenIsWhatIncidentsTell) {
  std::map<std::string, std::string> chosen;
  for (const JsonRow& row : rows(std::string("/api/v1/attribution?limit=10000&") + kLater)) {
    std::string& of_incident = chosen.try_emplace(row.at("incident"), "null").first->second;
    if (row.at("chosen") == "true") of_incident = row.at("deployment");
  }
  const auto incidents = rows(std::string("/api/v1/incidents?limit=10000&") + kLater);
  ASSERT_EQ(chosen.size(), incidents.size());
  for (const JsonRow& row : incidents) EXPECT_EQ(chosen[row.at("id")], row.at("deployment")) << row.at("id");
  const auto one = rows("/api/v1/attribution?id=" + incidents.front().at("id"));
  ASSERT_FALSE(one.empty());
  for (const JsonRow& row : one) EXPECT_EQ(row.at("incident"), incidents.front().at("id"));
}

TEST_F(Comparison, RefusesWhatItCannotAnswer) {
  EXPECT_EQ(daemon_.call("GET", "/api/v1/bands?year=2022").status, 400);
  EXPECT_EQ(daemon_.call("GET", "/api/v1/trend?bucket=week").status, 400);
  EXPECT_EQ(daemon_.call("GET", "/api/v1/trend?group_by=model").status, 400);
}

}  // namespace
}  // namespace shiptally::tests
