#include "daemon/expose/tables/restatement_table.h"

#include <algorithm>

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

Value facts(const std::vector<const metrics::RevisedFact*>& causes) {
  std::vector<std::string> out;
  for (const metrics::RevisedFact* fact : causes)
    out.push_back(std::string(name(fact->kind)) + " " + fact->id + " (" + std::string(name(fact->how)) + ")");
  return out;
}

}  // namespace

Table restatement_table(const metrics::Restatements& restatements, const Query& query) {
  Table table;
  for (const char* name : {"time", "end_time"}) table.columns.push_back(&column(name));
  for (const Dimension d : query.group_by) table.columns.push_back(&column(name(d)));
  for (const char* name :
       {"metric", "unit", "before", "after", "n_before", "n_after", "facts", "facts_count", "profile"})
    table.columns.push_back(&column(name));
  const auto& all = restatements.figures;
  const std::size_t begin = std::min(query.offset, all.size());
  const std::size_t end = begin + std::min(query.limit, all.size() - begin);
  for (std::size_t i = begin; i < end; ++i) {
    const metrics::Restatement& r = all[i];
    std::vector<Value>& row = table.rows.emplace_back();
    row.insert(row.end(), {r.bucket.from, r.bucket.to});
    for (const std::string& value : r.group) row.push_back(value.empty() ? Value() : Value(value));
    row.insert(row.end(),
               {r.metric, r.unit, value_or_none(r.before), value_or_none(r.after), count_value(r.n_before),
                count_value(r.n_after), facts(r.causes), count_value(r.causes_count), query.profile});
  }
  return table;
}

}  // namespace shiptally::expose
