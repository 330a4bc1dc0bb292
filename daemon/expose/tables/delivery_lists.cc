#include "daemon/expose/tables/delivery_lists.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "daemon/metrics/delivery/attribution.h"
#include "daemon/metrics/delivery/slices.h"
#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using metrics::Analysis;

/// When something is known to have happened to a deployment that did not reach users; none: nobody told.
std::optional<Instant> time_of(const CompactDeployment& d) {
  if (d.finished()) return d.finished();
  return d.started() ? d.started() : d.updated();
}

/// A fact of the answer before it is known to be on the page.
template <class Fact>
struct Entry {
  const Fact* fact = nullptr;
  Instant time;
  std::uint32_t index =
      0;  ///< of a deployment its step, or kNoStep; of an incident its place in the analysis
};
using DeploymentEntry = Entry<CompactDeployment>;
using IncidentEntry = Entry<CompactIncident>;

/// What a row is filled from.
template <class Fact>
struct FactRow {
  const Analysis& analysis;
  const Fact& fact;
  const Entry<Fact>& entry;
  const std::string& url;

  const CompactFacts& facts() const { return *analysis.facts; }
  std::string_view name(NameId Place::*part) const { return facts().name(facts().place(fact).*part); }
};

using D = const FactRow<CompactDeployment>&;

bool judged(D r) { return r.entry.index != metrics::kNoStep && r.fact.kind != DeploymentKind::baseline; }
const metrics::Failure* failure_of(D r) {
  return judged(r) ? r.analysis.verdicts.failure_of(r.entry.index) : nullptr;
}

Value commits_of(D r) {
  std::vector<std::string> out;
  r.facts().texts(r.fact).commits.for_each([&](const CommitName& c) {
    out.push_back(std::string(r.facts().name(c.repo)) + "@" + unpack_sha(c.sha));
  });
  return out;
}

Value reasons_of(D r) {
  std::vector<std::string> out;
  if (!judged(r)) return {};
  if (const metrics::Failure* failure = failure_of(r))
    for (const metrics::Reason& reason : r.analysis.verdicts.reasons_of(*failure))
      out.push_back(describe(reason, r.analysis.history));
  return out;
}

Value strength_of(D r) {
  const metrics::Failure* failure = failure_of(r);
  if (failure == nullptr) return {};
  return text_or_none(name(metrics::strength(r.analysis.verdicts.reasons_of(*failure).front().kind)));
}

constexpr ColumnOf<FactRow<CompactDeployment>> kDeploymentColumns[] = {
    {"time", [](D r) -> Value { return r.entry.time; }},
    {"id", [](D r) -> Value { return fact_name(r.facts(), r.fact); }},
    {"source", [](D r) -> Value { return std::string(r.name(&Place::source)); }},
    {"service", [](D r) -> Value { return std::string(r.name(&Place::service)); }},
    {"environment", [](D r) -> Value { return std::string(r.name(&Place::environment)); }},
    {"team", [](D r) { return text_or_none(r.name(&Place::team)); }},
    {"status", [](D r) { return text_or_none(name(r.fact.status)); }},
    {"kind", [](D r) { return text_or_none(name(r.fact.kind)); }},
    {"version", [](D r) { return text_or_none(r.facts().texts(r.fact).version); }},
    {"commits", commits_of},
    {"started", [](D r) { return value_or_none(r.fact.started()); }},
    {"finished", [](D r) { return value_or_none(r.fact.finished()); }},
    {"failed", [](D r) { return judged(r) ? Value(failure_of(r) != nullptr) : Value(); }},
    {"failure_reasons", reasons_of},
    {"failure_strength", strength_of},
    {"recovered",
     [](D r) { return failure_of(r) != nullptr ? value_or_none(failure_of(r)->recovered) : Value(); }},
    {"url", [](D r) { return text_or_none(r.url); }},
};

using I = const FactRow<CompactIncident>&;

Value duration(const CompactIncident& incident) {
  const std::optional<Instant> resolved = incident.resolved();
  if (!resolved || *resolved < incident.opened()) return {};
  return seconds(*resolved - incident.opened());
}

Value cause_of(I r) {
  const metrics::StepIndex cause = r.analysis.verdicts.attributed[r.entry.index];
  if (cause == metrics::kNoStep) return {};
  return fact_name(r.facts(), r.analysis.history.fact(cause));
}

constexpr ColumnOf<FactRow<CompactIncident>> kIncidentColumns[] = {
    {"time", [](I r) -> Value { return r.entry.time; }},
    {"end_time", [](I r) { return value_or_none(r.fact.resolved()); }},
    {"id", [](I r) -> Value { return fact_name(r.facts(), r.fact); }},
    {"source", [](I r) -> Value { return std::string(r.name(&Place::source)); }},
    {"service", [](I r) -> Value { return std::string(r.name(&Place::service)); }},
    {"environment", [](I r) { return text_or_none(r.name(&Place::environment)); }},
    {"team", [](I r) { return text_or_none(r.facts().name(r.analysis.teams[r.entry.index])); }},
    {"opened", [](I r) -> Value { return r.fact.opened(); }},
    {"resolved", [](I r) { return value_or_none(r.fact.resolved()); }},
    {"duration_seconds", [](I r) { return duration(r.fact); }},
    {"severity", [](I r) { return text_or_none(r.facts().name(r.fact.severity)); }},
    {"deployment", cause_of},
    {"external", [](I r) -> Value { return r.fact.external; }},
    {"url", [](I r) { return text_or_none(r.url); }},
};

bool allowed(const CompactFacts& facts, const Filter& filter, const Place& place, NameId team) {
  return filter.allows(Dimension::service, facts.name(place.service)) &&
         filter.allows(Dimension::environment, facts.name(place.environment)) &&
         filter.allows(Dimension::team, facts.name(team));
}

/// One page of the entries, the newest first and of one time by (source, id), as a table.
template <class Fact, std::size_t N>
Result<Table> page(const Analysis& analysis, std::vector<Entry<Fact>> entries, const Query& query,
                   const ColumnOf<FactRow<Fact>> (&columns)[N], const UrlOf& url_of) {
  const CompactFacts& facts = *analysis.facts;
  const auto newer = [&](const Entry<Fact>& a, const Entry<Fact>& b) {
    if (a.time != b.time) return b.time < a.time;
    return facts.key(*a.fact) < facts.key(*b.fact);
  };
  const std::size_t begin = std::min(query.offset, entries.size());
  const std::size_t end = begin + std::min(query.limit, entries.size() - begin);
  std::partial_sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(end), entries.end(),
                    newer);
  Table table;
  add_columns(table, columns);
  for (std::size_t i = begin; i < end; ++i) {
    const auto [source, id] = facts.key(*entries[i].fact);
    const auto url = url_of({std::string(source), std::string(id)});
    if (url.has_error()) return url.error();
    add_cells(table.rows.emplace_back(), columns,
              FactRow<Fact>{analysis, *entries[i].fact, entries[i], *url});
  }
  return table;
}

}  // namespace

Result<Table> deployments_table(const Analysis& analysis, const Query& query, const UrlOf& url_of) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  const CompactFacts& facts = *analysis.facts;
  std::vector<DeploymentEntry> entries;
  const auto add = [&](const CompactDeployment& d, Instant time, metrics::StepIndex step) {
    if (query.window.contains(time) && allowed(facts, query.filter, facts.place(d), facts.place(d).team))
      entries.push_back({&d, time, step});
  };
  const auto& steps = analysis.history.steps;
  for (metrics::StepIndex i = 0; i < steps.size(); ++i)
    if (query.window.contains(steps[i].finished)) add(analysis.history.fact(i), steps[i].finished, i);
  for (const metrics::FactIndex i : analysis.history.others)
    if (const auto time = time_of(facts.deployments()[i]))
      add(facts.deployments()[i], *time, metrics::kNoStep);
  return page<CompactDeployment>(analysis, std::move(entries), query, kDeploymentColumns, url_of);
}

Result<Table> incidents_table(const Analysis& analysis, const Query& query, const UrlOf& url_of) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  const CompactFacts& facts = *analysis.facts;
  std::vector<IncidentEntry> entries;
  for (std::uint32_t i = 0; i < analysis.incidents.size(); ++i) {
    const CompactIncident& incident = *analysis.incidents[i];
    if (query.window.contains(incident.opened()) &&
        allowed(facts, query.filter, facts.place(incident), analysis.teams[i]))
      entries.push_back({&incident, incident.opened(), i});
  }
  return page<CompactIncident>(analysis, std::move(entries), query, kIncidentColumns, url_of);
}

}  // namespace shiptally::expose
