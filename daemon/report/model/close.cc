#include "daemon/report/model/close.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "daemon/queries/closes.h"
#include "daemon/queries/statement.h"
#include "daemon/report/model/lines.h"

namespace shiptally::report {
namespace {

using metrics::StatementLine;
using Lines = std::vector<StatementLine>;

void add_to(ClosedSums& sums, const StatementLine& line) {
  if (line.side == metrics::CostSide::computed) {
    add(sums.computed, line.amount);
    sums.requests += line.requests;
    return;
  }
  add(sums.billed, line.amount);
  add(sums.effective, line.effective);
}

ClosedSums sums_of(std::span<const StatementLine> lines, Instant period) {
  ClosedSums out;
  for (const StatementLine& line : lines)
    if (line.period == period) add_to(out, line);
  return out;
}

Result<std::vector<metrics::Close>> known_closes(const queries::Context& context, const Query& query) {
  auto closes = queries::closes(context);
  if (const auto as_of = query.as_of; as_of && !closes.has_error())
    std::erase_if(*closes, [&](const metrics::Close& close) { return close.closed.closed > *as_of; });
  return closes;
}

/// What is not booked yet of a closed month.
Result<Lines> open_of(const queries::Context& context, const Query& query,
                      std::span<const metrics::Close> closes, Instant month) {
  const auto known = still_known(context, query, {month, metrics::next_month(month)});
  if (known.has_error()) return known.error();
  if (!*known) return Lines();
  const auto current = queries::statement_of(context, month, query.as_of);
  if (current.has_error()) return current.error();
  return metrics::open_corrections(closes, *current);
}

/// Lines of months before, added up by whom and what they are about.
std::vector<LateFacts> late_facts(std::span<const StatementLine> lines, Instant month) {
  std::map<std::tuple<Instant, std::string, std::string, std::string, std::string>, ClosedSums> found;
  for (const StatementLine& line : lines)
    if (line.period != month)
      add_to(found[{line.period, line.team, line.service, line.provider, line.model}], line);
  std::vector<LateFacts> out;
  for (const auto& [key, sums] : found) {
    const auto& [of, team, service, provider, model] = key;
    out.push_back({of, team, service, provider, model, sums});
  }
  return out;
}

/// The lines of today beside what was closed and what came since.
void add_controls(CostReport& out) {
  const Sums lines = total(out.lines);
  ClosedSums sums = out.close->as_closed;
  sums += out.close->booked_later;
  sums += out.close->open;
  const auto or_zero = [](const std::optional<Money>& amount) { return amount.value_or(Money()); };
  constexpr const char* kSource = "the closed total and what came since";
  out.controls.push_back(
      {"computed, USD, by the close", or_zero(lines.computed()), or_zero(sums.computed), kSource});
  out.controls.push_back({"billed, USD, by the close", or_zero(lines.billed), or_zero(sums.billed), kSource});
  out.controls.push_back(
      {"effective, USD, by the close", or_zero(lines.effective), or_zero(sums.effective), kSource});
  out.controls.push_back({"requests, by the close", lines.requests, sums.requests, kSource});
}

Result<void> add_closed(CostReport& out, const queries::Context& context, const Query& query,
                        std::span<const metrics::Close> closes, const metrics::Close& own) {
  const auto open = open_of(context, query, closes, out.month);
  if (open.has_error()) return open.error();
  out.close = {own.closed.closed,        own.closed.hash, own.closed.rules, sums_of(own.lines, out.month), {},
               sums_of(*open, out.month)};
  for (const metrics::Close& later : closes)
    if (later.closed.number > own.closed.number) out.close->booked_later += sums_of(later.lines, out.month);
  out.late = late_facts(own.lines, out.month);
  add_controls(out);
  return {};
}

}  // namespace

Result<void> add_close(CostReport& out, const queries::Context& context, const Query& query) {
  const auto closes = known_closes(context, query);
  if (closes.has_error()) return closes.error();
  for (const metrics::Close& close : *closes)
    if (close.closed.month == out.month) return add_closed(out, context, query, *closes, close);
  if (closes->empty() || out.month != metrics::next_month(closes->back().closed.month)) return {};
  Lines booked;
  for (const metrics::Close& close : *closes) {
    auto open = open_of(context, query, *closes, close.closed.month);
    if (open.has_error()) return open.error();
    std::move(open->begin(), open->end(), std::back_inserter(booked));
  }
  out.late = late_facts(booked, out.month);
  return {};
}

}  // namespace shiptally::report
