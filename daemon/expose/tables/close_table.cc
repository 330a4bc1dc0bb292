#include "daemon/expose/tables/close_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

using metrics::CostSide;
using metrics::StatementLine;

std::vector<Value> row_of(const metrics::Close& close) {
  const ClosedMonth& month = close.closed;
  Money computed, billed;
  std::int64_t corrections = 0;
  for (const StatementLine& line : close.lines) {
    (line.side == CostSide::computed ? computed : billed) += line.amount;
    corrections += line.period != month.month;
  }
  std::vector<Value> row = {month.month,
                            metrics::month_name(month.month),
                            month.closed,
                            month.facts_until,
                            static_cast<std::int64_t>(close.lines.size()),
                            corrections};
  row.insert(row.end(), {Value(computed), Value(billed), Value(month.rules), text_or_none(month.previous),
                         Value(month.hash)});
  return row;
}

}  // namespace

Table closes_table(std::span<const metrics::Close> closes) {
  Table table;
  add_columns(table, {"time", "month", "closed", "facts_until", "lines", "corrections", "computed_usd",
                      "billed_usd", "rules", "previous_hash", "hash"});
  for (const metrics::Close& close : closes) table.rows.push_back(row_of(close));
  return table;
}

Table corrections_table(std::span<const StatementLine> lines, Instant month) {
  Table table;
  add_columns(table, {"time",           "month",
                      "booked_in",      "side",
                      "provider",       "model",
                      "service",        "team",
                      "item",           "charge_class",
                      "invoice",        "service_name",
                      "requests",       "unpriced_requests",
                      "tokens",         "charges",
                      "correction_usd", "list_usd",
                      "contracted_usd", "effective_usd"});
  for (const StatementLine& line : lines) {
    std::vector<Value>& row = table.rows.emplace_back();
    row = {line.period, metrics::month_name(line.period), metrics::month_name(month),
           std::string(name(line.side))};
    for (const std::string* each : {&line.provider, &line.model, &line.service, &line.team, &line.item,
                                    &line.charge_class, &line.invoice, &line.service_name})
      row.push_back(text_or_none(*each));
    for (const std::int64_t count : {line.requests, line.unpriced, line.tokens, line.charges})
      row.emplace_back(count);
    for (const Money amount : {line.amount, line.list, line.contracted, line.effective})
      row.emplace_back(amount);
  }
  return table;
}

}  // namespace shiptally::expose
