// Long histories complete: a chain as deep as the history, versions that come round again and again, and
// incidents that all name a cause.  No time is measured; what is quadratic or recursive would not return.

#include <gtest/gtest.h>

#include "daemon/metrics/delivery/delivery.h"

namespace shiptally::metrics {
namespace {

constexpr int kMany = 100'000;
const Instant kStart = parse_instant("2025-01-01").value();

std::string sha(int i) { return "c0ffee" + std::to_string(1'000'000 + i); }
Instant minute(int i) { return kStart + std::chrono::minutes(i); }

Deployment deployment(int i, std::string version) {
  Deployment d;
  d.key = {"ci", std::to_string(i)};
  d.service = "api";
  d.environment = "production";
  d.finished = minute(i + 1);
  d.version = std::move(version);
  return d;
}

DeliveryRow whole(DeliveryFacts facts) {
  Query query;
  query.window = {kStart, kStart + std::chrono::hours(24 * 365)};
  return delivery(facts, query, {}).value().front();
}

TEST(Scale, ADeepChainOfCommits) {
  std::vector<Commit> commits;
  std::vector<Deployment> deployments;
  std::vector<Incident> incidents;
  for (int i = 0; i < kMany; ++i) {
    commits.push_back({{"main", sha(i)}, std::vector<std::string>(), minute(i), {}, "ci"});
    if (i > 0) commits.back().parents->push_back(sha(i - 1));
    deployments.push_back(deployment(i, ""));
    deployments.back().commits = {{"main", sha(i)}};
    Incident incident;
    incident.key = {"pager", std::to_string(i)};
    incident.service = "api";
    incident.environment = "production";
    incident.opened = minute(kMany + i);
    incident.deployment = sha(i);
    incidents.push_back(incident);
  }
  const DeliveryRow row = whole({deployments, commits, incidents});
  EXPECT_EQ(row.lead_time.observations.size(), std::size_t{kMany - 1});
  EXPECT_EQ(row.lead_time.p90_seconds, 60.0);
  EXPECT_EQ(row.change_fail_rate.failed.size(), std::size_t{kMany});
}

TEST(Scale, OneDeploymentOfAllCommits) {
  std::vector<Commit> commits;
  for (int i = 0; i < kMany; ++i) {
    commits.push_back({{"main", sha(i)}, std::vector<std::string>(), minute(i), {}, "ci"});
    if (i > 0) commits.back().parents->push_back(sha(i - 1));
  }
  std::vector<Deployment> deployments = {deployment(kMany, "v1")};
  deployments.front().commits = {{"main", sha(kMany - 1)}};
  EXPECT_EQ(whole({deployments, commits, {}}).lead_time.excluded.size(), std::size_t{kMany});
}

TEST(Scale, VersionsThatComeRoundAgain) {
  std::vector<Deployment> deployments;
  for (int i = 0; i < kMany; ++i) deployments.push_back(deployment(i, "v" + std::to_string(i % (kMany / 2))));
  const DeliveryRow row = whole({deployments, {}, {}});
  EXPECT_EQ(row.change_fail_rate.deployments.size(), std::size_t{kMany / 2});
  EXPECT_EQ(row.change_fail_rate.failed.size(), 1U);
}

}  // namespace
}  // namespace shiptally::metrics
