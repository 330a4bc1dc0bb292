#include "daemon/expose/tables/attribution_table.h"

#include <algorithm>

#include "daemon/metrics/delivery/slices.h"
#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using metrics::Analysis;
using metrics::Candidate;
using metrics::IncidentIndex;

constexpr std::string_view kAttributionColumns[] = {
    "time",    "incident", "service",  "environment", "team",     "rank",        "deployment",
    "version", "chosen",   "strength", "why",         "finished", "span_seconds"};

/// Newest first; of one time by (source, id).
std::vector<IncidentIndex> page(const Analysis& analysis, const Query& query, const std::string& id) {
  const CompactFacts& facts = *analysis.facts;
  std::vector<IncidentIndex> out;
  for (IncidentIndex i = 0; i < analysis.incidents.size(); ++i) {
    const CompactIncident& incident = *analysis.incidents[i];
    const Place& place = facts.place(incident);
    if (id.empty() ? !query.window.contains(incident.opened()) : fact_name(facts, incident) != id) continue;
    if (query.filter.allows(Dimension::service, facts.name(place.service)) &&
        query.filter.allows(Dimension::environment, facts.name(place.environment)) &&
        query.filter.allows(Dimension::team, facts.name(analysis.teams[i])))
      out.push_back(i);
  }
  std::stable_sort(out.begin(), out.end(), [&](IncidentIndex a, IncidentIndex b) {
    return analysis.incidents[a]->time_ms > analysis.incidents[b]->time_ms;
  });
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(query.offset, out.size())));
  if (out.size() > query.limit) out.resize(query.limit);
  return out;
}

std::vector<Value> incident_cells(const Analysis& analysis, IncidentIndex i) {
  const CompactFacts& facts = *analysis.facts;
  const CompactIncident& incident = *analysis.incidents[i];
  const Place& place = facts.place(incident);
  return {incident.opened(), fact_name(facts, incident), text_or_none(facts.name(place.service)),
          text_or_none(facts.name(place.environment)), text_or_none(facts.name(analysis.teams[i]))};
}

void add_candidate(std::vector<Value>& cells, const Analysis& analysis, const Candidate& candidate,
                   std::size_t rank) {
  const CompactFacts& facts = *analysis.facts;
  const CompactDeployment& deployment = analysis.history.fact(candidate.step);
  cells.emplace_back(static_cast<std::int64_t>(rank));
  cells.emplace_back(fact_name(facts, deployment));
  cells.push_back(text_or_none(facts.texts(deployment).version));
  cells.emplace_back(candidate.chosen);
  cells.push_back(text_or_none(name(candidate.strength)));
  cells.push_back(text_or_none(candidate.why));
  cells.emplace_back(analysis.history.steps[candidate.step].finished);
  cells.emplace_back(seconds(candidate.span));
}

}  // namespace

Result<Table> attribution_table(const Analysis& analysis, const Query& query, const std::string& id,
                                Millis incident_limit) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  Table table;
  for (const std::string_view each : kAttributionColumns) table.columns.push_back(&column(each));
  const metrics::Attributions attributions(analysis, incident_limit);
  for (const IncidentIndex i : page(analysis, query, id)) {
    query.interruption.check();
    const metrics::Attribution found = attributions.of(i);
    for (std::size_t rank = 0; rank < found.candidates.size(); ++rank)
      add_candidate(table.rows.emplace_back(incident_cells(analysis, i)), analysis, found.candidates[rank],
                    rank + 1);
    if (!found.candidates.empty()) continue;
    std::vector<Value>& cells = table.rows.emplace_back(incident_cells(analysis, i));
    cells.insert(cells.end(),
                 {Value(), Value(), Value(), Value(false), Value(), text_or_none(found.why_none)});
    cells.resize(table.columns.size());
  }
  return table;
}

}  // namespace shiptally::expose
