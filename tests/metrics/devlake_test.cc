// Apache DevLake's published end-to-end tables, which profile devlake must give: ../shared/data/devlake-e2e.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "daemon/metrics/profiles/devlake_changes.h"
#include "daemon/metrics/profiles/fact_names.h"
#include "daemon/metrics/profiles/reading.h"
#include "source_dir.h"

namespace shiptally::metrics {
namespace {

const std::filesystem::path kTables = SHIPTALLY_SOURCE_DIR "/../shared/data/devlake-e2e";
constexpr std::string_view kProject = "project1";

using Record = std::map<std::string, std::string>;
using Records = std::vector<Record>;

std::vector<std::string> cells(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  std::vector<std::string> out;
  std::istringstream in(line + ",");
  for (std::string cell; std::getline(in, cell, ',');) out.push_back(cell);
  return out;
}

Records table(const std::string& name) {
  std::ifstream in(kTables / name);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> header = cells(line);
  Records out;
  while (std::getline(in, line)) {
    const std::vector<std::string> row = cells(line);
    if (row.size() != header.size()) throw std::runtime_error(name + ": " + line);
    Record& record = out.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) record[header[i]] = row[i];
  }
  if (out.empty()) throw std::runtime_error(name + " has no rows");
  return out;
}

/// "2023-4-10 6:51:47" or RFC 3339.
std::optional<Instant> time(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (text.find('T') != std::string::npos) return parse_instant(text).value();
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second) != 6)
    throw std::runtime_error("not a time: " + text);
  char rfc[40];
  std::snprintf(rfc, sizeof rfc, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, hour, minute, second);
  return parse_instant(rfc).value();
}

/// "cicd_scopes/cicd1" → the project it belongs to.
std::map<std::string, std::string> projects(const std::string& folder) {
  std::map<std::string, std::string> out;
  for (const Record& r : table(folder + "/project_mapping.csv"))
    out[r.at("table") + "/" + r.at("row_id")] = r.at("project_name");
  return out;
}

struct Story {
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Change> changes;
  std::vector<Review> reviews;
  std::vector<Incident> incidents;
  DeliveryFacts facts() const { return {deployments, commits, incidents, changes, reviews}; }
};

/// Rows with one id, status and environment are one deployment with a part a row.
void add_deployments(Story& story, const std::string& file, std::map<std::string, std::string> team_of) {
  std::map<std::string, Deployment> by_id;
  for (const Record& r : table(file)) {
    const bool success = r.at("result") == "SUCCESS";
    // A pipeline may fail in one repository and succeed in others; only what succeeded counts as deployed.
    Deployment& d = by_id[r.at("cicd_deployment_id") + (success ? "" : "-failed")];
    d.key = {"devlake", r.at("cicd_deployment_id") + (success ? "" : "-failed")};
    d.service = r.at("cicd_scope_id");
    d.team = team_of["cicd_scopes/" + d.service];
    d.environment = r.at("environment") == "PRODUCTION" ? "production" : r.at("environment");
    d.status = success ? DeploymentStatus::success : DeploymentStatus::failure;
    const auto started = time(r.at("started_date")), finished = time(r.at("finished_date"));
    d.started = std::min(d.started.value_or(*started), *started);
    d.finished = std::max(d.finished.value_or(*finished), *finished);
    d.commits.push_back({r.at("repo_url"), r.at("commit_sha"), finished});
  }
  for (auto& [id, deployment] : by_id) story.deployments.push_back(std::move(deployment));
}

/// Of each (old, new) the commits new to `new`: a chain old <- … <- new, in the repository of `new`.
void add_diffs(Story& story) {
  std::map<std::string, std::string> repo_of;
  for (const Record& r : table("change_lead_time/cicd_deployment_commits.csv"))
    repo_of[r.at("commit_sha")] = r.at("repo_url");
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> diffs;
  for (const Record& r : table("change_lead_time/commits_diffs.csv"))
    diffs[{r.at("new_commit_sha"), r.at("old_commit_sha")}].push_back(r.at("commit_sha"));
  for (auto& [ends, chain] : diffs) {
    const auto& [head, base] = ends;
    chain.push_back(head);
    std::string parent = base;
    for (const std::string& sha : chain) {
      Commit c;
      c.key = {repo_of.at(head), sha};
      c.parents.emplace();
      if (!parent.empty()) c.parents->push_back(parent);
      c.authored = parse_instant("2023-04-01").value();
      story.commits.push_back(c);
      parent = sha;
    }
  }
}

void add_changes(Story& story) {
  std::map<std::string, Change> changes;
  for (const Record& r : table("change_lead_time/pull_requests.csv")) {
    Change& c = changes[r.at("id")];
    c.key = {"devlake", r.at("id")};
    c.repo = r.at("base_repo_id");
    c.opened = *time(r.at("created_date"));
    c.merged = time(r.at("merged_date"));
    c.merge_sha = r.at("merge_commit_sha");
    c.author = r.at("author_id");
  }
  for (const Record& r : table("change_lead_time/pull_request_commits.csv")) {
    Change& change = changes.at(r.at("pull_request_id"));
    change.commits.push_back(r.at("commit_sha"));
    Commit c;
    c.key = {change.repo, r.at("commit_sha")};
    c.authored = *time(r.at("commit_authored_date"));
    story.commits.push_back(c);
  }
  for (const Record& r : table("change_lead_time/pull_request_comments.csv"))
    story.reviews.push_back({{"devlake", r.at("id")},
                             r.at("pull_request_id"),
                             r.at("account_id"),
                             *time(r.at("created_date")),
                             {}});
  for (auto& [id, change] : changes) story.changes.push_back(std::move(change));
}

std::string minutes(const std::optional<Millis>& span) {
  return span ? std::to_string(span->count() / 60'000) : "";
}

std::string ms(const std::string& text) {
  const auto t = time(text);
  return t ? std::to_string(to_ms(*t)) : "";
}

std::string ms(std::int64_t known_ms) { return known_ms == kNoTime ? "" : std::to_string(known_ms); }

/// The tests read what is not part of the project: in CI it must be there.
class DevlakeTables : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::filesystem::exists(kTables)) return;
    const char* ci = std::getenv("CI");
    if (ci != nullptr && std::string_view(ci) == "true") FAIL() << kTables << " is missing";
    GTEST_SKIP() << "left out: " << kTables << " is not there";
  }
};

TEST_F(DevlakeTables, LeadTime) {
  Story story;
  add_deployments(story, "change_lead_time/cicd_deployment_commits.csv", projects("change_lead_time"));
  add_diffs(story);
  add_changes(story);
  const Analysis a = analyse(story.facts());
  const auto changes = devlake_changes(a);
  const Records expected = table("change_lead_time/project_pr_metrics.csv");
  ASSERT_EQ(changes.size(), 6U);
  ASSERT_EQ(expected.size(), 6U);
  std::map<std::string, std::string> row_of, review_at;  // deployment row by sha; review's time by id
  for (const Record& r : table("change_lead_time/cicd_deployment_commits.csv"))
    row_of[r.at("commit_sha")] = r.at("id");
  for (const Record& r : table("change_lead_time/pull_request_comments.csv"))
    review_at[r.at("id")] = ms(r.at("created_date"));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Record& want = expected[i];
    const DevlakeChange& got = changes[i];
    SCOPED_TRACE(want.at("id"));
    const CompactChange& fact = a.facts->changes()[got.change];
    EXPECT_EQ(a.facts->texts(fact).id, want.at("id"));
    EXPECT_EQ(minutes(got.coding), want.at("pr_coding_time"));
    EXPECT_EQ(minutes(got.pickup), want.at("pr_pickup_time"));
    EXPECT_EQ(minutes(got.review), want.at("pr_review_time"));
    EXPECT_EQ(minutes(got.deploy), want.at("pr_deploy_time"));
    EXPECT_EQ(minutes(got.cycle), want.at("pr_cycle_time"));
    EXPECT_EQ(unpack_sha(a.graph.nodes[got.first_commit].packed_sha()), want.at("first_commit_sha"));
    EXPECT_EQ(ms(a.graph.nodes[got.first_commit].authored_ms), ms(want.at("first_commit_authored_date")));
    const std::string review = want.at("first_review_id");
    EXPECT_EQ(ms(got.first_review_ms), review.empty() ? "" : review_at.at(review));
    EXPECT_EQ(ms(got.first_review_ms), ms(want.at("first_comment_date")));
    EXPECT_EQ(std::to_string(fact.time_ms), ms(want.at("pr_created_date")));
    EXPECT_EQ(std::to_string(fact.merged_ms), ms(want.at("pr_merged_date")));
    EXPECT_EQ(got.deployed ? ms(got.deployed->finished_ms) : "", ms(want.at("pr_deployed_date")));
    std::string row;
    if (got.deployed) row = row_of.at(unpack_sha(a.graph.nodes[got.deployed->commit].packed_sha()));
    EXPECT_EQ(row, want.at("deployment_commit_id"));
  }
}

TEST_F(DevlakeTables, PreviousDeployments) {
  Story story;
  add_deployments(story, "change_lead_time/cicd_deployment_commits.csv", projects("change_lead_time"));
  const Analysis a = analyse(story.facts());
  std::map<std::string, std::string> sha_of, got;
  const Records rows = table("change_lead_time/cicd_deployment_commits.csv");
  for (const Record& r : rows) sha_of[r.at("id")] = r.at("commit_sha");
  const auto sha = [&](const Part& p) { return unpack_sha(a.graph.nodes[p.commit].packed_sha()); };
  const auto parts = production_parts(a);
  for (std::size_t i = 1; i < parts.size(); ++i)
    if (a.history.stream_of(parts[i].step) == a.history.stream_of(parts[i - 1].step) &&
        a.graph.nodes[parts[i].commit].repo == a.graph.nodes[parts[i - 1].commit].repo)
      got[sha(parts[i])] = sha(parts[i - 1]);
  for (const Record& r : rows) {
    if (r.at("environment") != "PRODUCTION" || r.at("result") != "SUCCESS") continue;
    const std::string previous = r.at("prev_success_deployment_commit_id");
    EXPECT_EQ(got[r.at("commit_sha")], previous.empty() ? "" : sha_of.at(previous)) << "row " << r.at("id");
  }
}

TEST_F(DevlakeTables, IncidentLinks) {
  Story story;
  auto project_of = projects("connect_incident");
  add_deployments(story, "connect_incident/cicd_deployment_commits_after.csv", project_of);
  for (const Record& r : table("connect_incident/incidents.csv")) {
    Incident i;
    i.key = {"devlake", r.at("id")};
    i.service = r.at("scope_id");
    i.environment = "production";
    i.team = project_of[r.at("table") + "/" + r.at("scope_id")];
    i.opened = *time(r.at("created_date"));
    story.incidents.push_back(i);
  }
  const Analysis a = analyse(story.facts());
  const Reading devlake(a, *find_profile("devlake"));
  std::map<std::string, std::string> links;
  for (std::uint32_t i = 0; i < a.incidents.size(); ++i) {
    const StepIndex step = devlake.verdicts().attributed[i];
    if (a.facts->name(a.teams[i]) == kProject && step != kNoStep)
      links[std::string(a.facts->texts(*a.incidents[i]).id)] = a.facts->texts(a.history.fact(step)).id;
  }
  std::map<std::string, std::string> expected;
  for (const Record& r : table("connect_incident/project_incident_deployment_relationships.csv"))
    expected[r.at("id")] = r.at("deployment_id");
  EXPECT_EQ(expected.size(), 6U);
  EXPECT_EQ(links, expected);
}

}  // namespace
}  // namespace shiptally::metrics
