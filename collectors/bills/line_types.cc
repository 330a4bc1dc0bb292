#include "collectors/bills/line_types.h"

#include <algorithm>

#include "collectors/bills/bill_cell.h"
#include "schema/base/money.h"

namespace shiptally::collectors {
namespace {

Result<Money> amount_in(const std::string& column, std::string_view cell) {
  auto amount = Money::parse_rounded(cell);
  if (amount.has_error()) return Error{Code::invalid, column + ": " + amount.error().message};
  return amount;
}

}  // namespace

Result<LineTypeReader> LineTypeReader::open(LineTypes types, std::span<const std::string> header) {
  LineTypeReader out;
  for (std::size_t i = 0; i < header.size(); ++i) out.index_.emplace(header[i], i);
  out.types_ = std::move(types);
  if (!out.index_.contains(out.types_.column)) return Error{Code::invalid, "no column " + out.types_.column};
  return out;
}

Result<void> LineTypeReader::add(std::span<const std::string> cells, std::string& members) const {
  const std::string_view name = cell(cells, types_.column);
  const auto type = std::find_if(types_.types.begin(), types_.types.end(),
                                 [&](const LineType& known) { return known.name == name; });
  if (type == types_.types.end())
    return Error{Code::invalid, types_.column + ": not a known type: \"" + std::string(name) + "\""};
  add_member(members, "category", type->category);
  const std::string_view list = cell(cells, types_.list_cost);
  if (type->category == "Usage" && given(list)) {
    const auto amount = amount_in(types_.list_cost, list);
    if (amount.has_error()) return amount.error();
    add_member(members, "list_cost", amount->str());
  }
  const bool committed = type->category == "Purchase" && given(cell(cells, types_.commitment));
  if (!type->effective && !committed) return {};
  const auto cost = effective(cells, type->effective.value_or(std::vector<std::string>()));
  if (cost.has_error()) return cost.error();
  add_member(members, "effective_cost", *cost);
  return {};
}

std::string_view LineTypeReader::cell(std::span<const std::string> cells, const std::string& column) const {
  const auto found = index_.find(column);
  return found == index_.end() ? std::string_view() : cells[found->second];
}

Result<std::string> LineTypeReader::effective(std::span<const std::string> cells,
                                              const std::vector<std::string>& columns) const {
  Money sum;
  for (const std::string& signed_column : columns) {
    const bool minus = signed_column.starts_with('-');
    const std::string column = signed_column.substr(minus ? 1 : 0);
    const std::string_view written = cell(cells, column);
    if (!given(written)) return Error{Code::invalid, column + ": required"};
    const auto amount = amount_in(column, written);
    if (amount.has_error()) return amount.error();
    sum += minus ? -*amount : *amount;
  }
  return sum.str();
}

}  // namespace shiptally::collectors
