// Incidents that no deployment answers for, and services that only incidents or requests know.

#include <algorithm>

#include "daemon/metrics/quality/coverage_tally.h"
#include "schema/base/nearest.h"

namespace shiptally::metrics {
namespace {

constexpr const char* kDeploymentUnknown =
    "`deployment` must be the id of a deployment, a commit or a version that is known; send it again "
    "corrected";
constexpr const char* kNoneBefore =
    "none finished within delivery.incident_window before it: tell of the deployment, name it in "
    "`deployment`, or "
    "send `external: true` for a provider's fault";

enum class Orphan : std::uint8_t { none, deployment, service, environment, early };

Orphan orphan(const CoverageChecks& checks, std::size_t i, std::span<const std::string_view> services) {
  const Analysis& a = checks.analysis;
  const CompactFacts& facts = checks.facts();
  const CompactIncident& incident = *a.incidents[i];
  if (incident.external || a.verdicts.attributed[i] != kNoStep) return Orphan::none;
  if (!facts.texts(incident).deployment.empty()) return Orphan::deployment;
  const std::string_view service = facts.name(facts.place(incident).service);
  if (!std::binary_search(services.begin(), services.end(), service)) return Orphan::service;
  return a.history.stream_at[incident.place] == kNoStream ? Orphan::environment : Orphan::early;
}

std::string unknown_service(std::string_view name, std::span<const std::string_view> services) {
  const std::string_view near = nearest(name, services);
  if (near.empty())
    return "no deployment knows this service: tell of its deployments, or map its name in names.services";
  return "did you mean " + std::string(near) + "? Map it in names.services, or tell of its deployments";
}

std::string unknown_environment(const CoverageChecks& checks, NameId service) {
  std::string known;
  for (const Stream& stream : checks.analysis.history.streams)
    if (stream.service == service)
      known.append(known.empty() ? "" : ", ").append(checks.facts().name(stream.environment));
  const std::string map = "map the environment in names.environments, or tell of its deployments there";
  return known.empty() ? "no deployment of the service succeeded anywhere: " + map
                       : "the service is deployed to " + known + " only: " + map;
}

struct IncidentTallies {
  CoverageTally resolved, deployment, service, environment, early;
};

void look_at(const CoverageChecks& checks, std::size_t i, Orphan why, IncidentTallies& found) {
  const CompactIncident& incident = *checks.analysis.incidents[i];
  const Instant opened = incident.opened();
  const auto name = [&] { return fact_name(checks.facts(), incident); };
  found.resolved.seen();
  if (incident.resolved() && *incident.resolved() < opened) found.resolved.hit(opened, name);
  if (incident.external) return;
  for (CoverageTally* tally : {&found.deployment, &found.service, &found.environment, &found.early})
    tally->seen();
  if (why == Orphan::deployment) found.deployment.hit(opened, name);
  if (why == Orphan::service) found.service.hit(opened, name);
  if (why == Orphan::environment) found.environment.hit(opened, name);
  if (why == Orphan::early) found.early.hit(opened, name);
}

}  // namespace

void check_incidents(CoverageChecks& checks) {
  const Analysis& a = checks.analysis;
  const CompactFacts& facts = checks.facts();
  const auto services = checks.deployed_services();
  std::map<std::pair<NameId, NameId>, IncidentTallies> by_owner;
  for (std::size_t i = a.incidents.size(); i-- > 0;) {
    const Place& place = facts.place(*a.incidents[i]);
    if (!checks.query.window.contains(a.incidents[i]->opened()) || !checks.allows(place, a.teams[i]))
      continue;
    look_at(checks, i, orphan(checks, i, services), by_owner[{place.service, place.environment}]);
  }
  for (const auto& [owner, found] : by_owner) {
    const Place place{0, owner.first, owner.second, 0};
    checks.add(found.deployment, "incident_deployment_unknown", "incidents", place, kDeploymentUnknown);
    checks.add(found.service, "incident_service_unknown", "incidents", place,
               unknown_service(facts.name(owner.first), services));
    checks.add(found.environment, "incident_environment_unknown", "incidents", place,
               unknown_environment(checks, owner.first));
    checks.add(found.early, "incident_without_deployment", "incidents", place, kNoneBefore);
    checks.add(found.resolved, "resolved_before_opened", "incidents", place,
               "`resolved_at` is before `opened_at`: check the clock and zone of the sender");
  }
}

/// Where nothing is known of deployments at all, nobody expects them.
void check_requests(CoverageChecks& checks) {
  const auto services = checks.deployed_services();
  if (services.empty()) return;
  std::size_t total = 0;
  for (const RequestService& r : checks.input.requests) total += r.requests;
  for (const RequestService& r : checks.input.requests) {
    if (std::binary_search(services.begin(), services.end(), std::string_view(r.service))) continue;
    CoverageRow row;
    row.check = "request_service_unknown";
    row.facts = "requests";
    row.service = r.service;
    row.environment = r.environment;
    row.affected = r.requests;
    row.total = total;
    row.advice =
        r.service.empty() ? "send `service` with each request" : unknown_service(r.service, services);
    checks.rows.push_back(std::move(row));
  }
}

}  // namespace shiptally::metrics
