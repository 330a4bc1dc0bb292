#include "daemon/expose/tables/change_table.h"

#include <algorithm>
#include <tuple>

#include "daemon/metrics/delivery/change_ways.h"
#include "daemon/metrics/delivery/slices.h"
#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using metrics::Analysis;
using metrics::ChangeWay;

struct Row {
  const Analysis& analysis;
  const ChangeWay& way;
  const std::string& url;

  const CompactFacts& facts() const { return *analysis.facts; }
  const CompactChange& change() const { return facts().changes()[way.change]; }
  bool live() const { return way.step != metrics::kNoStep; }
  std::string_view place(NameId Place::*part) const {
    return live() ? facts().name(facts().place(analysis.history.fact(way.step)).*part) : std::string_view();
  }
};
using R = const Row&;

Value instant(std::int64_t ms) { return ms == kNoTime ? Value() : Value(instant_from_ms(ms)); }
Value span(const std::optional<Millis>& value) { return value ? Value(seconds(*value)) : Value(); }
template <metrics::Stage which>
Value stage(R r) {
  return span(r.way.stages[static_cast<std::size_t>(which)]);
}

std::int64_t time_of(const CompactChange& change) {
  return change.merged_ms == kNoTime ? change.time_ms : change.merged_ms;
}

struct Cell {
  std::string_view column;
  Value (*value)(R);
};

constexpr Cell kCells[] = {
    {"time", [](R r) { return instant(time_of(r.change())); }},
    {"id", [](R r) -> Value { return fact_name(r.facts(), r.change()); }},
    {"source", [](R r) { return text_or_none(r.facts().name(r.facts().place(r.change()).source)); }},
    {"repo", [](R r) { return text_or_none(r.facts().name(r.change().repo)); }},
    {"branch", [](R r) { return text_or_none(r.facts().texts(r.change()).branch); }},
    {"author", [](R r) { return text_or_none(r.facts().name(r.change().author)); }},
    {"first_commit", [](R r) { return instant(r.way.first_commit_ms); }},
    {"opened", [](R r) { return instant(r.change().time_ms); }},
    {"first_review", [](R r) { return instant(r.way.first_review_ms); }},
    {"merged", [](R r) { return instant(r.change().merged_ms); }},
    {"deployed", [](R r) { return instant(r.way.deployed_ms); }},
    {"deployment",
     [](R r) {
       return r.live() ? Value(fact_name(r.facts(), r.analysis.history.fact(r.way.step))) : Value();
     }},
    {"service", [](R r) { return text_or_none(r.place(&Place::service)); }},
    {"environment", [](R r) { return text_or_none(r.place(&Place::environment)); }},
    {"team", [](R r) { return text_or_none(r.place(&Place::team)); }},
    {"coding_time_seconds", stage<metrics::Stage::coding>},
    {"pickup_time_seconds", stage<metrics::Stage::pickup>},
    {"review_time_seconds", stage<metrics::Stage::review>},
    {"deploy_wait_seconds", stage<metrics::Stage::deploy_wait>},
    {"cycle_time_seconds", [](R r) { return span(r.way.cycle); }},
    {"url", [](R r) { return text_or_none(r.url); }},
};

bool allowed(const Row& row, const Filter& filter) {
  return filter.allows(Dimension::service, row.place(&Place::service)) &&
         filter.allows(Dimension::environment, row.place(&Place::environment)) &&
         filter.allows(Dimension::team, row.place(&Place::team));
}

/// The ways that the query asks for, the newest first.
std::vector<ChangeWay> chosen(const Analysis& analysis, std::vector<ChangeWay> ways, const Query& query) {
  const CompactFacts& facts = *analysis.facts;
  const std::string no_url;
  std::erase_if(ways, [&](const ChangeWay& way) {
    const CompactChange& change = facts.changes()[way.change];
    return !query.window.contains(instant_from_ms(time_of(change))) ||
           !allowed({analysis, way, no_url}, query.filter);
  });
  std::sort(ways.begin(), ways.end(), [&](const ChangeWay& a, const ChangeWay& b) {
    const CompactChange &x = facts.changes()[a.change], &y = facts.changes()[b.change];
    if (time_of(x) != time_of(y)) return time_of(y) < time_of(x);
    return std::tuple(facts.key(x), a.step) < std::tuple(facts.key(y), b.step);
  });
  return ways;
}

}  // namespace

Result<Table> changes_table(const Analysis& analysis, const Query& query, const UrlOf& url_of) {
  if (const auto checked = metrics::check_delivery_query(query); checked.has_error()) return checked.error();
  auto ways = metrics::change_ways(analysis, *metrics::find_profile(query.profile));
  if (ways.has_error()) return ways.error();
  const auto rows = chosen(analysis, std::move(*ways), query);
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  const std::size_t begin = std::min(query.offset, rows.size());
  for (std::size_t i = begin; i < begin + std::min(query.limit, rows.size() - begin); ++i) {
    const auto [source, id] = analysis.facts->key(analysis.facts->changes()[rows[i].change]);
    const auto url = url_of({std::string(source), std::string(id)});
    if (url.has_error()) return url.error();
    std::vector<Value>& row = table.rows.emplace_back();
    for (const Cell& cell : kCells) row.push_back(cell.value({analysis, rows[i], *url}));
  }
  return table;
}

}  // namespace shiptally::expose
