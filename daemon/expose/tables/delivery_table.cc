#include "daemon/expose/tables/delivery_table.h"

#include "daemon/metrics/delivery/figures.h"
#include "schema/cells.h"

namespace shiptally::expose {
namespace {

Value number(const std::optional<double>& value, ColumnType type) {
  if (!value) return {};
  return type == ColumnType::count ? Value(static_cast<std::int64_t>(*value)) : Value(*value);
}

}  // namespace

Table dora_table(std::span<const metrics::FigureRow> rows, std::span<const Dimension> group_by) {
  Table table;
  add_columns(table, {"time", "end_time"});
  add_columns(table, group_by);
  const std::size_t first = table.columns.size();
  for (const std::string& name : metrics::figure_columns()) add_columns(table, {name});
  add_columns(table, {"deployment_frequency_unit", "profile", "profile_version"});

  for (const metrics::FigureRow& row : rows) {
    std::vector<Value>& cells = table.rows.emplace_back();
    cells.reserve(table.columns.size());
    cells.insert(cells.end(), {row.bucket.from, row.bucket.to});
    for (const std::string& value : row.group) cells.push_back(text_or_none(value));
    for (std::size_t i = 0; i < row.numbers.size(); ++i)
      cells.push_back(number(row.numbers[i], table.columns[first + i]->type));
    cells.emplace_back(std::string(row.profile->frequency_unit));
    cells.emplace_back(std::string(row.profile->name));
    cells.emplace_back(std::int64_t{row.profile->version});
  }
  return table;
}

}  // namespace shiptally::expose
