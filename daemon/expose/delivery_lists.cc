#include "daemon/expose/delivery_lists.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "daemon/metrics/slices.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using metrics::Analysis;
using metrics::fact_name;

Value maybe(const std::optional<Instant>& t) { return t ? Value(*t) : Value(); }
/// When something is known to have happened to a deployment that did not reach users; none: nobody told.
std::optional<Instant> time_of(const Deployment& d) {
  if (d.finished) return d.finished;
  return d.started ? d.started : d.updated;
}

/// An empty text is one that nobody told.
Value text(std::string_view value) { return value.empty() ? Value() : Value(std::string(value)); }

/// A deployment and the judgement on it.
struct DeploymentEntry {
  const Analysis* analysis = nullptr;
  const Deployment* fact = nullptr;
  Instant time;
  metrics::StepIndex step = metrics::kNoStep;  ///< where it reached users

  bool judged() const { return step != metrics::kNoStep && fact->kind != DeploymentKind::baseline; }
  const metrics::Failure* failure() const { return judged() ? analysis->verdicts.failure_of(step) : nullptr; }
};

struct IncidentEntry {
  const Analysis* analysis = nullptr;
  const Incident* fact = nullptr;
  Instant time;
  metrics::StepIndex cause = metrics::kNoStep;
};

/// A column and how an entry fills it.
template <class Entry>
struct Cell {
  std::string_view column;
  Value (*value)(const Entry&);
};

Value commits_of(const Deployment& d) {
  std::vector<std::string> out;
  for (const CommitRef& c : d.commits) out.push_back(c.repo + "@" + c.sha);
  return out;
}

Value reasons_of(const DeploymentEntry& e) {
  std::vector<std::string> out;
  if (!e.judged()) return {};
  if (const metrics::Failure* failure = e.failure())
    for (const metrics::Reason& reason : failure->reasons)
      out.push_back(describe(reason, e.analysis->history));
  return out;
}

using D = const DeploymentEntry&;
constexpr Cell<DeploymentEntry> kDeploymentCells[] = {
    {"time", [](D e) -> Value { return e.time; }},
    {"id", [](D e) -> Value { return fact_name(e.fact->key); }},
    {"source", [](D e) -> Value { return e.fact->key.source; }},
    {"service", [](D e) -> Value { return e.fact->service; }},
    {"environment", [](D e) -> Value { return e.fact->environment; }},
    {"team", [](D e) { return text(e.fact->team); }},
    {"status", [](D e) { return text(name(e.fact->status)); }},
    {"kind", [](D e) { return text(name(e.fact->kind)); }},
    {"version", [](D e) { return text(e.fact->version); }},
    {"commits", [](D e) { return commits_of(*e.fact); }},
    {"started", [](D e) { return maybe(e.fact->started); }},
    {"finished", [](D e) { return maybe(e.fact->finished); }},
    {"failed", [](D e) { return e.judged() ? Value(e.failure() != nullptr) : Value(); }},
    {"failure_reasons", reasons_of},
    {"recovered", [](D e) { return e.failure() != nullptr ? maybe(e.failure()->recovered) : Value(); }},
    {"url", [](D e) { return text(e.fact->url); }},
};

Value duration(const Incident& incident) {
  if (!incident.resolved || *incident.resolved < incident.opened) return {};
  return seconds(*incident.resolved - incident.opened);
}

Value cause_of(const IncidentEntry& e) {
  if (e.cause == metrics::kNoStep) return {};
  return fact_name(e.analysis->history.steps[e.cause].fact->key);
}

using I = const IncidentEntry&;
constexpr Cell<IncidentEntry> kIncidentCells[] = {
    {"time", [](I e) -> Value { return e.time; }},
    {"end_time", [](I e) { return maybe(e.fact->resolved); }},
    {"id", [](I e) -> Value { return fact_name(e.fact->key); }},
    {"source", [](I e) -> Value { return e.fact->key.source; }},
    {"service", [](I e) -> Value { return e.fact->service; }},
    {"environment", [](I e) { return text(e.fact->environment); }},
    {"team", [](I e) { return text(team_of(*e.fact, e.analysis->history)); }},
    {"opened", [](I e) -> Value { return e.fact->opened; }},
    {"resolved", [](I e) { return maybe(e.fact->resolved); }},
    {"duration_seconds", [](I e) { return duration(*e.fact); }},
    {"severity", [](I e) { return text(e.fact->severity); }},
    {"deployment", cause_of},
    {"external", [](I e) -> Value { return e.fact->external; }},
    {"url", [](I e) { return text(e.fact->url); }},
};

bool allowed(const Filter& filter, std::string_view service, std::string_view environment,
             std::string_view team) {
  return filter.allows(Dimension::service, service) && filter.allows(Dimension::environment, environment) &&
         filter.allows(Dimension::team, team);
}

/// One page of the entries, the newest first, as a table.
template <class Entry>
Table page(std::vector<Entry> entries, const Query& query, std::span<const Cell<Entry>> cells) {
  const auto newer = [](const Entry& a, const Entry& b) {
    return std::tie(b.time, a.fact->key) < std::tie(a.time, b.fact->key);
  };
  const std::size_t begin = std::min(query.offset, entries.size());
  const std::size_t end = begin + std::min(query.limit, entries.size() - begin);
  std::partial_sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(end), entries.end(),
                    newer);
  Table table;
  for (const Cell<Entry>& cell : cells) table.columns.push_back(&column(cell.column));
  for (std::size_t i = begin; i < end; ++i) {
    std::vector<Value>& row = table.rows.emplace_back();
    for (const Cell<Entry>& cell : cells) row.push_back(cell.value(entries[i]));
  }
  return table;
}

}  // namespace

Result<Table> deployments_table(const Analysis& analysis, const Query& query) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  std::vector<DeploymentEntry> entries;
  const auto add = [&](const Deployment& d, Instant time, metrics::StepIndex step) {
    if (query.window.contains(time) && allowed(query.filter, d.service, d.environment, d.team))
      entries.push_back({&analysis, &d, time, step});
  };
  const auto& steps = analysis.history.steps;
  for (metrics::StepIndex i = 0; i < steps.size(); ++i) add(*steps[i].fact, steps[i].finished, i);
  for (const Deployment* d : analysis.history.others)
    if (const auto time = time_of(*d)) add(*d, *time, metrics::kNoStep);
  return page<DeploymentEntry>(std::move(entries), query, kDeploymentCells);
}

Result<Table> incidents_table(const Analysis& analysis, const Query& query) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  std::vector<IncidentEntry> entries;
  for (std::size_t i = 0; i < analysis.incidents.size(); ++i) {
    const Incident& incident = *analysis.incidents[i];
    if (!query.window.contains(incident.opened)) continue;
    const std::string_view team = team_of(incident, analysis.history);
    if (allowed(query.filter, incident.service, incident.environment, team))
      entries.push_back({&analysis, &incident, incident.opened, analysis.verdicts.attributed[i]});
  }
  return page<IncidentEntry>(std::move(entries), query, kIncidentCells);
}

}  // namespace shiptally::expose
