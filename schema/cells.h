#pragma once
// How what is known becomes cells and columns of a table.  Pure.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/catalogue.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally {

/// An empty text is one that nobody told.
inline Value text_or_none(std::string_view text) { return text.empty() ? Value() : Value(std::string(text)); }

template <class T>
Value value_or_none(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

inline Value count_value(std::size_t n) { return static_cast<std::int64_t>(n); }

/// A column by its name in the catalogue, and how a row fills it.
template <class Row>
struct ColumnOf {
  std::string_view name;
  Value (*value)(const Row&);
};

inline void add_columns(Table& table, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) table.columns.push_back(&column(name));
}

inline void add_columns(Table& table, std::span<const Dimension> dimensions) {
  for (const Dimension d : dimensions) table.columns.push_back(&column(name(d)));
}

template <class Row, std::size_t N>
void add_columns(Table& table, const ColumnOf<Row> (&columns)[N]) {
  for (const ColumnOf<Row>& each : columns) table.columns.push_back(&column(each.name));
}

template <class Row, std::size_t N>
void add_cells(std::vector<Value>& cells, const ColumnOf<Row> (&columns)[N], const Row& row) {
  for (const ColumnOf<Row>& each : columns) cells.push_back(each.value(row));
}

template <class Row, std::size_t N>
Table table_of(const ColumnOf<Row> (&columns)[N], std::span<const Row> rows) {
  Table table;
  add_columns(table, columns);
  for (const Row& row : rows) add_cells(table.rows.emplace_back(), columns, row);
  return table;
}

}  // namespace shiptally
