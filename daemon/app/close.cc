#include "daemon/app/close.h"

#include <algorithm>

#include "daemon/app/parameter.h"
#include "daemon/app/statement_facts.h"
#include "daemon/expose/close_table.h"
#include "daemon/expose/json.h"
#include "daemon/net/secret.h"

namespace shiptally::app {
namespace {

constexpr std::size_t kHexOfRates = 16;

std::string sha256_hex(std::string_view text) { return net::hex(net::sha256(text)); }

Result<std::vector<metrics::StatementLine>> open_corrections(const ReadContext& context,
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

net::HttpResponse closed_answer(const ReadContext& context, Instant month, WithoutRate without_rate,
                                const std::function<Result<void>(ClosedMonth)>& put) {
  const auto closed = close_month(context, month, without_rate);
  if (closed.has_error()) return net::error_response(closed.error());
  if (const auto stored = put(*closed); stored.has_error()) return net::error_response(stored.error());
  const auto read = metrics::read_closes({*closed});
  if (read.has_error()) return net::error_response(read.error());
  return {200, "application/json", expose::to_json(expose::closes_table(*read)), {}};
}

}  // namespace

Result<std::vector<metrics::Close>> stored_closes(const ReadContext& context) {
  auto closed = context.snapshot.closed_months();
  if (closed.has_error()) return closed.error();
  return metrics::read_closes(std::move(*closed));
}

std::string rules_version(const ReadRules& rules) {
  std::string rates;
  for (const FxRate& rate : rules.money->fx)
    rates += rate.currency + "\t" + format_instant(rate.from) + "\t" + to_string(rate.numerator) + "/" +
             to_string(rate.denominator) + "\n";
  return "prices " + rules.prices->version + ", rates " + sha256_hex(rates).substr(0, kHexOfRates);
}

Result<ClosedMonth> close_month(const ReadContext& context, Instant month, WithoutRate without_rate) {
  const auto closes = stored_closes(context);
  if (closes.has_error()) return closes.error();
  if (const auto may = metrics::may_close(*closes, month, context.now); may.has_error()) return may.error();
  const auto facts_until = context.snapshot.last_arrival();
  if (facts_until.has_error()) return facts_until.error();
  const auto current = statement_of(context, month, {});
  if (current.has_error()) return current.error();
  if (current->unconverted > 0 && without_rate == WithoutRate::refused)
    return Error{Code::invalid, "month: " + std::to_string(current->unconverted) + " charges of " +
                                    metrics::month_name(month) +
                                    " have no exchange rate (fx: in the configuration); close it with "
                                    "without_rate=left_out, and they become corrections once they have one"};
  auto lines = open_corrections(context, *closes);
  if (lines.has_error()) return lines.error();
  lines->insert(lines->end(), current->lines.begin(), current->lines.end());
  ClosedMonth draft;
  draft.month = month;
  draft.closed = std::max(context.now, *facts_until);
  draft.facts_until = *facts_until;
  draft.rules = rules_version(context.rules);
  return metrics::close(*closes, std::move(draft), std::move(*lines), sha256_hex);
}

Result<Table> closes(const ReadContext& context) {
  const auto closes = stored_closes(context);
  if (closes.has_error()) return closes.error();
  return expose::closes_table(*closes);
}

Result<Table> corrections(const ReadContext& context) {
  if (context.request.query.as_of)
    return Error{Code::invalid, "as_of: corrections are told as of now; a closed month keeps its own"};
  const auto closes = stored_closes(context);
  if (closes.has_error()) return closes.error();
  const auto month = context.request.month;
  const auto booked = std::find_if(closes->begin(), closes->end(), [&](const metrics::Close& close) {
    return month && close.closed.month == *month;
  });
  if (booked != closes->end()) {
    std::vector<metrics::StatementLine> lines = booked->lines;
    std::erase_if(lines, [&](const metrics::StatementLine& line) { return line.period == *month; });
    return expose::corrections_table(lines, *month);
  }
  if (closes->empty()) return expose::corrections_table({}, month.value_or(Instant()));
  const Instant open = metrics::next_month(closes->back().closed.month);
  if (month && *month != open)
    return Error{Code::invalid, "month: " + metrics::month_name(*month) +
                                    " is neither closed nor the open month, which is " +
                                    metrics::month_name(open)};
  const auto lines = open_corrections(context, *closes);
  if (lines.has_error()) return lines.error();
  return expose::corrections_table(*lines, open);
}

net::Route close_route(ReadApi* read_api, std::function<Result<void>(ClosedMonth)> put) {
  return {"POST", "/-/close", net::Access::admin,
          [read_api, put = std::move(put)](net::HttpRequest request, net::Respond respond) {
            const auto month = metrics::parse_month(parameter(request, "month"));
            if (month.has_error())
              return respond(net::error_response({Code::invalid, "month: " + month.error().message}));
            const auto without_rate = parameter(request, "without_rate") == "left_out" ? WithoutRate::left_out
                                                                                       : WithoutRate::refused;
            const bool taken = read_api->try_run({
                .run =
                    [respond, put, month = *month, without_rate](const ReadContext& context) {
                      respond(closed_answer(context, month, without_rate, put));
                    },
                .failed = [respond](const Error& error) { respond(net::error_response(error)); },
                .gone = request.gone,
            });
            if (!taken) respond(net::error_response({Code::overloaded, "too many queries wait"}));
          }};
}

}  // namespace shiptally::app
