#include "tests/metrics/scenario_order.h"

#include <algorithm>
#include <random>
#include <set>

namespace shiptally::metrics::testing {
namespace {

template <class Visit>
void each_instant(std::optional<Instant>& at, Visit visit) {
  if (at) visit(*at);
}

template <class Visit>
void each_instant(Deployment& d, Visit visit) {
  each_instant(d.started, visit);
  each_instant(d.finished, visit);
  each_instant(d.updated, visit);
  for (DeployedCommit& c : d.commits) each_instant(c.finished, visit);
}

template <class Visit>
void each_instant(Commit& c, Visit visit) {
  visit(c.authored);
  each_instant(c.committed, visit);
}

template <class Visit>
void each_instant(Change& c, Visit visit) {
  visit(c.opened);
  each_instant(c.merged, visit);
  each_instant(c.first_review, visit);
  each_instant(c.updated, visit);
}

template <class Visit>
void each_instant(Review& r, Visit visit) {
  visit(r.submitted);
  each_instant(r.updated, visit);
}

template <class Visit>
void each_instant(Incident& i, Visit visit) {
  visit(i.opened);
  each_instant(i.resolved, visit);
  each_instant(i.updated, visit);
}

template <class Visit>
void each_instant(Retraction& r, Visit visit) {
  each_instant(r.updated, visit);
}

}  // namespace

Scenario disordered(Scenario scenario, unsigned seed) {
  std::mt19937 random(seed);
  std::shuffle(scenario.arrivals.begin(), scenario.arrivals.end(), random);
  return scenario;
}

Scenario doubled(Scenario scenario) {
  const auto once = scenario.arrivals;
  scenario.arrivals.insert(scenario.arrivals.end(), once.begin(), once.end());
  return scenario;
}

Scenario shifted(Scenario scenario, Millis by) {
  const auto move = [&](Instant& at) { at += by; };
  for (Arrival& arrival : scenario.arrivals) {
    std::visit([&](auto& fact) { each_instant(fact, move); }, arrival.fact);
    if (arrival.recorded != Instant::min()) move(arrival.recorded);
  }
  move(scenario.query.window.from);
  move(scenario.query.window.to);
  each_instant(scenario.query.as_of, move);
  for (Expectation& e : scenario.expectations) each_instant(e.as_of, move);
  return scenario;
}

std::vector<Instant> instants(const Scenario& scenario) {
  std::set<Instant> out;
  for (Arrival arrival : scenario.arrivals)
    std::visit([&](auto& fact) { each_instant(fact, [&](Instant at) { out.insert(at); }); }, arrival.fact);
  return {out.begin(), out.end()};
}

}  // namespace shiptally::metrics::testing
