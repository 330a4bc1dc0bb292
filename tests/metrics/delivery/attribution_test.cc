#include "daemon/metrics/delivery/attribution.h"

#include <gtest/gtest.h>

#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {
namespace {

/// "api-v2! incident_after 10" a candidate of the incident `id`, "!" where chosen, minutes of the span.
std::vector<std::string> candidates(const char* story, std::string_view id) {
  const Scenario s = parse_scenario("story", std::string(story) + "\nexpect rows 1").value();
  const Analysis a = analyse(s);
  const Attributions attributions(a, kIncidentLimit);
  std::vector<std::string> out;
  for (IncidentIndex i = 0; i < a.incidents.size(); ++i) {
    if (a.facts->texts(*a.incidents[i]).id != id) continue;
    const Attribution found = attributions.of(i);
    for (const Candidate& c : found.candidates)
      out.push_back(std::string(a.facts->texts(a.history.fact(c.step)).id) + (c.chosen ? "! " : " ") +
                    std::string(name(c.strength)) + " " + std::to_string(c.span / std::chrono::minutes(1)));
    if (!found.why_none.empty()) out.push_back(found.why_none);
  }
  return out;
}

struct Case {
  const char *name, *story;
  std::vector<std::string> want;
};

const Case kCases[] = {
    {"the running one", "deploy api v1 09:00 ok\nincident i api 09:10 open", {"api-v1! incident_after 10"}},
    {"earlier ones after it",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nincident i api 09:10 open",
     {"api-v2! incident_after 10", "api-v1 earlier_deployment 70"}},
    {"what was undone later is stronger, and still not the attributed one",
     "deploy api v1 07:00 ok\ndeploy api v2 08:00 ok\ndeploy api v3 09:00 ok\nincident i api 09:10 open\n"
     "deploy api v1 10:00 ok",
     {"api-v3! incident_after 10", "api-v2 undone 70", "api-v1 earlier_deployment 130"}},
    {"the named one",
     "deploy api v1 08:00 ok\ndeploy api v2 09:00 ok\nincident i api 09:10 open cause=api-v1",
     {"api-v1! incident_link 70", "api-v2 incident_after 10"}},
    {"an unknown name is put to no other",
     "deploy api v1 09:00 ok\nincident i api 09:10 open cause=nobody",
     {"api-v1 incident_after 10", "it names an unknown deployment, and is put to no other"}},
    {"external",
     "deploy api v1 09:00 ok\nincident i api 09:10 open external",
     {"external incident: its cause is outside"}},
    {"nothing before",
     "deploy api v1 09:00 ok\nincident i api 08:10 open",
     {"no deployment of its service and environment shortly before it"}},
    {"at most five",
     "deploy api v1 08:00 ok\ndeploy api v2 08:01 ok\ndeploy api v3 08:02 ok\ndeploy api v4 08:03 ok\n"
     "deploy api v5 08:04 ok\ndeploy api v6 08:05 ok\nincident i api 08:06 open",
     {"api-v6! incident_after 1", "api-v5 earlier_deployment 2", "api-v4 earlier_deployment 3",
      "api-v3 earlier_deployment 4", "api-v2 earlier_deployment 5"}},
};

TEST(Attribution, Candidates) {
  for (const Case& c : kCases) EXPECT_EQ(candidates(c.story, "i"), c.want) << c.name;
}

Deployment deployment(const char* id, const char* service, const char* environment, const char* finished) {
  Deployment d;
  d.key = {"ci", id};
  d.service = service;
  d.environment = environment;
  d.team = "payments";
  d.finished = parse_instant(finished).value();
  return d;
}

TEST(Attribution, ElsewhereShortlyBefore) {
  std::vector<Deployment> deployments = {deployment("stage", "api", "staging", "2026-03-02T08:30:00Z"),
                                         deployment("web", "web", "production", "2026-03-02T08:50:00Z"),
                                         deployment("late", "web", "staging", "2026-03-02T09:01:00Z"),
                                         deployment("old", "web", "canary", "2026-03-02T07:00:00Z"),
                                         deployment("other", "db", "production", "2026-03-02T08:59:00Z")};
  deployments.back().team = "data";
  Incident incident;
  incident.key = {"pager", "i"};
  incident.service = "api";
  incident.environment = "production";
  incident.team = "payments";
  incident.opened = parse_instant("2026-03-02T09:00:00Z").value();
  const Analysis a = metrics::analyse({deployments, {}, std::span(&incident, 1)});
  const Attribution found = Attributions(a, kIncidentLimit).of(0);
  ASSERT_EQ(found.candidates.size(), 2U);
  EXPECT_EQ(found.candidates[0].why, "the same service in staging shortly before");
  EXPECT_EQ(found.candidates[0].span, std::chrono::minutes(30));
  EXPECT_EQ(found.candidates[1].why, "web of the same team in production shortly before");
  EXPECT_FALSE(found.candidates[0].chosen || found.candidates[1].chosen);
  EXPECT_EQ(found.why_none, "no deployment of its service and environment shortly before it");
}

}  // namespace
}  // namespace shiptally::metrics::testing
