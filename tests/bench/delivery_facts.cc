#include "tests/bench/delivery_facts.h"

#include <algorithm>
#include <cstdio>
#include <future>
#include <stdexcept>

#include "daemon/store/store.h"

namespace shiptally::bench {
namespace {

constexpr std::size_t kPerBatch = 10'000;
constexpr std::size_t kEnvironments = 2;
constexpr std::size_t kTeams = 20;

/// The same number for the same two, without a pattern.
std::uint64_t scatter(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a * 0x9E3779B97F4A7C15U + b + 1;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9U;
  x = (x ^ x >> 27) * 0x94D049BB133111EBU;
  return x ^ x >> 31;
}

std::string sha_of(std::size_t repo, std::size_t n) {
  char hex[41];
  std::snprintf(hex, sizeof hex, "%016llx%016llx%08llx", static_cast<unsigned long long>(scatter(repo, n)),
                static_cast<unsigned long long>(scatter(n, repo + 7)),
                static_cast<unsigned long long>(scatter(repo + 9, n) & 0xFFFFFFFFU));
  return hex;
}

std::string service_name(std::size_t service) { return "service-" + std::to_string(service); }
std::string repo_name(std::size_t service) { return "example/service-" + std::to_string(service); }
std::string run_id(std::size_t i) { return "run-" + std::to_string(10'000'000 + i); }

Instant moment(std::size_t i, std::size_t of) {
  return kYear.from +
         Millis(kYear.length().count() / static_cast<std::int64_t>(of) * static_cast<std::int64_t>(i));
}

/// Every fifth is a merge of the two before.
Commit commit(const DeliverySize& size, std::size_t i) {
  const std::size_t service = i % size.services, n = i / size.services;
  Commit c;
  c.key = {repo_name(service), sha_of(service, n)};
  c.authored = moment(i, size.commits) - std::chrono::minutes(scatter(i, 3) % 600);
  c.parents.emplace();
  if (n > 0) c.parents->push_back(sha_of(service, n - 1));
  if (n > 1 && n % 5 == 0) c.parents->push_back(sha_of(service, n - 2));
  c.source = "github";
  return c;
}

Incident incident(const DeliverySize& size, std::size_t i) {
  const std::size_t deployment = (i + 1) * (size.deployments / (size.incidents + 1));
  const Deployment cause = delivery_deployment(size, deployment);
  const std::uint64_t random = scatter(i, 5);
  Incident incident;
  incident.key = {"pagerduty", "P" + std::to_string(100'000 + i)};
  incident.service = cause.service;
  incident.environment = cause.environment;
  incident.opened = moment(deployment, size.deployments) + std::chrono::minutes(1 + random % 90);
  if (random % 50 != 0) incident.resolved = incident.opened + std::chrono::minutes(1 + random % 300);
  incident.severity = random % 4 == 0 ? "high" : "low";
  incident.external = random % 30 == 0;
  if (random % 2 == 0) incident.deployment = random % 10 == 0 ? "ci/" + cause.key.id : cause.key.id;
  incident.url = "https://pager.example.org/incidents/" + incident.key.id;
  return incident;
}

template <class Fact>
void submit(store::Store& store, std::vector<Fact> FactBatch::*list, std::size_t count,
            Fact (*make)(const DeliverySize&, std::size_t), const DeliverySize& size) {
  for (std::size_t begin = 0; begin < count; begin += kPerBatch) {
    FactBatch batch;
    for (std::size_t i = begin; i < std::min(count, begin + kPerBatch); ++i)
      (batch.*list).push_back(make(size, i));
    std::promise<bool> stored;
    const auto done = [&](const Result<Receipt>& receipt) { stored.set_value(receipt.has_value()); };
    if (store.submit(std::move(batch), done).has_error() || !stored.get_future().get())
      throw std::runtime_error("delivery facts were refused");
  }
}

}  // namespace

Deployment delivery_deployment(const DeliverySize& size, std::size_t i) {
  const std::size_t stream = scatter(i, 1) % (size.services * kEnvironments),
                    service = stream / kEnvironments;
  const std::uint64_t random = scatter(i, 2) % 100;
  const std::size_t serial = random == 0 && i > 2000 ? i - 1000 - scatter(i, 4) % 1000 : i;  // some come back
  Deployment d;
  d.key = {"ci", run_id(i)};
  d.service = service_name(service);
  d.environment = stream % kEnvironments == 0 ? "production" : "staging";
  d.team = "team-" + std::to_string(service % kTeams);
  d.status = random > 97   ? DeploymentStatus::cancelled
             : random > 92 ? DeploymentStatus::failure
                           : DeploymentStatus::success;
  d.kind = random == 1   ? DeploymentKind::hotfix
           : random == 2 ? DeploymentKind::rollback
                         : DeploymentKind::deploy;
  d.version = "2025." + std::to_string(serial);
  const std::size_t head = size.commits == 0 ? i : size.commits / size.services * serial / size.deployments;
  d.commits = {{repo_name(service), sha_of(service, head)}};
  d.finished = moment(i, size.deployments);
  d.started = *d.finished - std::chrono::seconds(30 + scatter(i, 6) % 900);
  d.updated = d.finished;
  d.url = "https://ci.example.org/example/" + d.service + "/runs/" + d.key.id;
  return d;
}

void store_delivery(const std::filesystem::path& directory, const DeliverySize& size) {
  store::Options options;
  options.directory = directory;
  options.now = [] { return kYear.to; };
  const auto store = store::Store::open(options).value();
  submit(*store, &FactBatch::commits, size.commits, commit, size);
  submit(*store, &FactBatch::deployments, size.deployments, delivery_deployment, size);
  submit(*store, &FactBatch::incidents, size.incidents, incident, size);
}

}  // namespace shiptally::bench
