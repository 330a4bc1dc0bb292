#include "daemon/queries/closes.h"

#include <algorithm>

#include "daemon/queries/statement.h"

namespace shiptally::queries {
namespace {

constexpr std::size_t kHexOfRates = 16;

Result<std::vector<metrics::StatementLine>> open_corrections(const Context& context,
                                                             std::span<const metrics::Close> closes) {
  std::vector<metrics::StatementLine> out;
  for (const metrics::Close& close : closes) {
    const auto current = statement_of(context, close.closed.month, {});
    if (current.has_error()) return current.error();
    auto lines = metrics::open_corrections(closes, *current);
    std::move(lines.begin(), lines.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace

Result<std::vector<metrics::Close>> closes(const Context& context) {
  auto closed = context.snapshot.closed_months();
  if (closed.has_error()) return closed.error();
  return metrics::read_closes(std::move(*closed));
}

std::string rules_version(const Rules& rules) {
  std::string rates;
  for (const FxRate& rate : rules.money->fx)
    rates += rate.currency + "\t" + format_instant(rate.from) + "\t" + to_string(rate.numerator) + "/" +
             to_string(rate.denominator) + "\n";
  return "prices " + rules.prices->version + ", rates " + rules.sha256_hex(rates).substr(0, kHexOfRates);
}

Result<ClosedMonth> close_month(const Context& context, Instant month, WithoutRate without_rate) {
  const auto stored = closes(context);
  if (stored.has_error()) return stored.error();
  if (const auto may = metrics::may_close(*stored, month, context.now); may.has_error()) return may.error();
  const auto facts_until = context.snapshot.last_arrival();
  if (facts_until.has_error()) return facts_until.error();
  const auto current = statement_of(context, month, {});
  if (current.has_error()) return current.error();
  if (current->unconverted > 0 && without_rate == WithoutRate::refused)
    return Error{Code::invalid, "month: " + std::to_string(current->unconverted) + " charges of " +
                                    metrics::month_name(month) +
                                    " have no exchange rate (fx: in the configuration); close it with "
                                    "without_rate=left_out, and they become corrections once they have one"};
  auto lines = open_corrections(context, *stored);
  if (lines.has_error()) return lines.error();
  lines->insert(lines->end(), current->lines.begin(), current->lines.end());
  ClosedMonth draft;
  draft.month = month;
  draft.closed = std::max(context.now, *facts_until);
  draft.facts_until = *facts_until;
  draft.rules = rules_version(context.rules);
  return metrics::close(*stored, std::move(draft), std::move(*lines), context.rules.sha256_hex);
}

Result<Corrections> corrections(const Context& context, const Parameters& parameters) {
  if (parameters.query.as_of)
    return Error{Code::invalid, "as_of: not supported here; corrections are computed as of now"};
  const auto stored = closes(context);
  if (stored.has_error()) return stored.error();
  const auto month = parameters.month;
  const auto booked = std::find_if(stored->begin(), stored->end(), [&](const metrics::Close& close) {
    return month && close.closed.month == *month;
  });
  if (booked != stored->end()) {
    Corrections out{booked->lines, *month};
    std::erase_if(out.lines, [&](const metrics::StatementLine& line) { return line.period == *month; });
    return out;
  }
  if (stored->empty()) return Corrections{{}, month.value_or(Instant())};
  const Instant open = metrics::next_month(stored->back().closed.month);
  if (month && *month != open)
    return Error{Code::invalid, "month: " + metrics::month_name(*month) +
                                    " is neither closed nor the open month, which is " +
                                    metrics::month_name(open)};
  auto lines = open_corrections(context, *stored);
  if (lines.has_error()) return lines.error();
  return Corrections{std::move(*lines), open};
}

}  // namespace shiptally::queries
