#include "daemon/expose/tables/comparison_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using metrics::ComparedFigure;
using metrics::Estimate;

Value maybe(const std::optional<double>& value) { return value ? Value(*value) : Value(); }
Value count_cell(std::size_t n) { return static_cast<std::int64_t>(n); }

/// `time`, `end_time`, the groups, the figure with its estimate, then `names`.
std::vector<const Column*> columns_for(const Query& query, std::initializer_list<std::string_view> first,
                                       std::initializer_list<std::string_view> last) {
  std::vector<const Column*> out = {&column("time"), &column("end_time")};
  for (const Dimension d : query.group_by) out.push_back(&column(name(d)));
  for (const std::string_view each : first) out.push_back(&column(each));
  for (const char* each : {"metric", "unit", "value", "low", "high", "n"}) out.push_back(&column(each));
  for (const std::string_view each : last) out.push_back(&column(each));
  return out;
}

using Cells = std::vector<Value>;

void add_place(Cells& cells, const ComparedFigure& of) {
  cells.insert(cells.end(), {of.bucket.from, of.bucket.to});
  for (const std::string& value : of.group) cells.push_back(text_or_none(value));
}

/// The figure, its interval and n.
void add_estimate(Cells& cells, const Estimate& e) {
  cells.push_back(maybe(e.value));
  cells.push_back(e.interval ? Value(e.interval->low) : Value());
  cells.push_back(e.interval ? Value(e.interval->high) : Value());
  cells.push_back(count_cell(e.n));
}

void add_figure(Cells& cells, const ComparedFigure& of) {
  cells.push_back(text_or_none(of.figure->compared_as()));
  cells.push_back(text_or_none(of.unit));
  add_estimate(cells, of.estimate);
}

void add_standing(Cells& cells, const metrics::Standing& s) {
  cells.push_back(text_or_none(s.band));
  cells.push_back(s.bands.empty() ? Value() : Value(s.bands));
  cells.push_back(text_or_none(s.published));
  cells.push_back(text_or_none(s.reason));
}

void add_score(Cells& cells, const std::optional<metrics::Score>& s) {
  if (!s) {
    cells.resize(cells.size() + 6);
    return;
  }
  cells.insert(cells.end(), {maybe(s->score), maybe(s->low), maybe(s->high)});
  cells.insert(cells.end(), {s->mean, s->deviation, maybe(s->distance)});
}

}  // namespace

Table bands_table(std::span<const metrics::BandRow> rows, const Query& query) {
  Table table{columns_for(query, {"year"},
                          {"band", "bands", "published", "reason", "score", "score_low", "score_high",
                           "score_mean", "score_deviation", "score_distance", "profile"}),
              {}};
  for (const metrics::BandRow& row : rows) {
    Cells& cells = table.rows.emplace_back();
    cells.reserve(table.columns.size());
    add_place(cells, row.of);
    cells.emplace_back(std::int64_t{row.year});
    add_figure(cells, row.of);
    add_standing(cells, row.standing);
    add_score(cells, row.score);
    cells.emplace_back(query.profile);
  }
  return table;
}

Table trend_table(std::span<const metrics::TrendRow> rows, const Query& query) {
  Table table{columns_for(query, {},
                          {"previous_time", "previous", "previous_low", "previous_high", "previous_n",
                           "change", "change_ratio", "verdict", "profile"}),
              {}};
  for (const metrics::TrendRow& row : rows) {
    Cells& cells = table.rows.emplace_back();
    cells.reserve(table.columns.size());
    add_place(cells, row.of);
    add_figure(cells, row.of);
    cells.emplace_back(row.previous_from);
    add_estimate(cells, row.previous);
    cells.push_back(maybe(row.trend.change));
    cells.push_back(maybe(row.trend.ratio));
    cells.push_back(text_or_none(name(row.trend.verdict)));
    cells.emplace_back(query.profile);
  }
  return table;
}

}  // namespace shiptally::expose
