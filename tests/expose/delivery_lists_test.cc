#include "daemon/expose/tables/delivery_lists.h"

#include <gmock/gmock.h>

#include "daemon/expose/tables/json.h"

namespace shiptally::expose {
namespace {

using ::testing::ElementsAre;

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

struct Facts {
  std::vector<Deployment> deployments;
  std::vector<Incident> incidents;

  Facts() {
    deployments = {
        deployment("1", "v1", "2026-03-02T08:00:00Z"), deployment("2", "v2", "2026-03-02T09:00:00Z"),
        deployment("3", "v3", "2026-03-02T10:00:00Z"), deployment("4", "v4", "2026-03-02T11:00:00Z")};
    deployments[0].kind = DeploymentKind::baseline;
    deployments[1].commits = {{"main", "abc"}};
    deployments[2].status = DeploymentStatus::failure;
    deployments[3].status = DeploymentStatus::in_progress;
    deployments[3].started = deployments[3].finished;
    deployments[3].finished.reset();
    Incident incident;
    incident.key = {"pager", "7"};
    incident.service = "api";
    incident.environment = "production";
    incident.opened = at("2026-03-02T09:30:00Z");
    incident.resolved = at("2026-03-02T09:45:00Z");
    incidents = {incident};
  }
  metrics::Analysis analysis() const { return metrics::analyse({deployments, {}, incidents}); }
};

Query query() {
  Query q;
  q.window = {at("2026-03-02"), at("2026-03-04")};
  return q;
}

Result<std::string> no_url(const FactId&) { return std::string(); }

std::vector<std::string> ids(const Table& table) {
  std::vector<std::string> out;
  for (const auto& row : table.rows) out.push_back(std::get<std::string>(row[1]));  // the second column
  return out;
}

TEST(DeploymentsTable, NewestFirstAndPaged) {
  const Facts facts;
  Query q = query();
  EXPECT_THAT(ids(deployments_table(facts.analysis(), q, no_url).value()),
              ElementsAre("ci/4", "ci/3", "ci/2", "ci/1"));
  q.limit = 2;
  q.offset = 1;
  EXPECT_THAT(ids(deployments_table(facts.analysis(), q, no_url).value()), ElementsAre("ci/3", "ci/2"));
  q.offset = 9;
  EXPECT_THAT(ids(deployments_table(facts.analysis(), q, no_url).value()), ElementsAre());
}

TEST(DeploymentsTable, OfOneTimeGoByTheirIds) {
  Facts facts;
  for (Deployment& d : facts.deployments) d.finished = at("2026-03-02T08:00:00Z");
  EXPECT_THAT(ids(deployments_table(facts.analysis(), query(), no_url).value()),
              ElementsAre("ci/1", "ci/2", "ci/3", "ci/4"));
}

TEST(DeploymentsTable, TellsFailuresAndNeverJudgesWhatDidNotReachUsers) {
  const Facts facts;
  Query q = query();
  q.limit = 2;
  q.offset = 1;
  EXPECT_EQ(to_json(deployments_table(facts.analysis(), q, no_url).value()),
            R"([{"time":1772445600000,"id":"ci/3","source":"ci","service":"api","environment":"production",)"
            R"("team":null,"status":"failure","kind":"deploy","version":"v3","commits":[],"started":null,)"
            R"("finished":1772445600000,"failed":null,"failure_reasons":null,"failure_strength":null,)"
            R"("recovered":null,"url":null},)"
            "\n"
            R"({"time":1772442000000,"id":"ci/2","source":"ci","service":"api","environment":"production",)"
            R"("team":null,"status":"success","kind":"deploy","version":"v2","commits":["main@abc"],)"
            R"("started":null,"finished":1772442000000,"failed":true,)"
            R"("failure_reasons":["incident pager/7 opened after it"],"failure_strength":"incident_after",)"
            R"("recovered":1772444700000,"url":null}])");
}

TEST(DeploymentsTable, ShowsARunningOneByItsLastWord) {
  Facts facts;
  facts.deployments[3].started.reset();
  EXPECT_THAT(ids(deployments_table(facts.analysis(), query(), no_url).value()),
              ElementsAre("ci/3", "ci/2", "ci/1"));
  facts.deployments[3].updated = at("2026-03-02T11:00:00Z");
  EXPECT_THAT(ids(deployments_table(facts.analysis(), query(), no_url).value()),
              ElementsAre("ci/4", "ci/3", "ci/2", "ci/1"));
}

TEST(DeploymentsTable, Filters) {
  const Facts facts;
  Query q = query();
  q.filter[Dimension::service] = {"web"};
  EXPECT_TRUE(deployments_table(facts.analysis(), q, no_url).value().rows.empty());
}

TEST(DeploymentsTable, AsksForTheLinksOfThePageOnly) {
  const Facts facts;
  Query q = query();
  q.limit = 1;
  std::vector<std::string> asked;
  const auto url_of = [&](const FactId& key) -> Result<std::string> {
    asked.push_back(key.source + " " + key.id);
    return "https://ci.example.org/" + key.id;
  };
  const Table table = deployments_table(facts.analysis(), q, url_of).value();
  EXPECT_EQ(std::get<std::string>(table.rows.at(0).back()), "https://ci.example.org/4");
  EXPECT_THAT(asked, ElementsAre("ci 4"));
}

TEST(DeploymentsTable, ALinkThatCannotBeReadIsAnError) {
  const Facts facts;
  const auto url_of = [](const FactId&) -> Result<std::string> { return Error{Code::unavailable, "late"}; };
  EXPECT_EQ(deployments_table(facts.analysis(), query(), url_of).error().message, "late");
}

TEST(IncidentsTable, NamesTheDeployment) {
  const Facts facts;
  EXPECT_EQ(
      to_json(incidents_table(facts.analysis(), query(), no_url).value()),
      R"([{"time":1772443800000,"end_time":1772444700000,"id":"pager/7","source":"pager","service":"api",)"
      R"("environment":"production","team":null,"opened":1772443800000,"resolved":1772444700000,)"
      R"("duration_seconds":900,"severity":null,"deployment":"ci/2","external":false,"url":null}])");
}

}  // namespace
}  // namespace shiptally::expose
