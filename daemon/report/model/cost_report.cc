#include "daemon/report/model/cost_report.h"

#include <algorithm>

#include "daemon/metrics/money/statement.h"
#include "daemon/queries/closes.h"
#include "daemon/queries/usage.h"
#include "daemon/report/formats/format.h"
#include "daemon/report/model/close.h"
#include "daemon/report/model/lines.h"
#include "daemon/report/model/plan.h"
#include "daemon/report/model/points.h"

namespace shiptally::report {
namespace {

using metrics::BilledDay;

constexpr int kReportMonths = 12;

/// The question without what somebody filtered: only its as_of counts.
Query unfiltered(const Query& asked, Window window) {
  Query query;
  query.window = window;
  query.as_of = asked.as_of;
  query.interruption = asked.interruption;
  return query;
}

/// The bills' days on the invoices of `month`; before `until`, where that is told.
std::vector<BilledDay> invoiced(const queries::BilledFacts& facts, Instant month,
                                std::optional<Instant> until = {}) {
  std::vector<BilledDay> out;
  for (const BilledDay& day : facts.billed.days)
    if (day.month == month && (!until || day.day < *until)) out.push_back(day);
  return out;
}

/// Requests and bills of the month before, as much of it as has passed of this one.
Result<void> add_previous(CostReport& out, const queries::Context& context, const Query& query,
                          const queries::BilledFacts& bills) {
  const Instant before = months_earlier(out.month, 1);
  const Window window{before,
                      out.running() ? std::min(before + (out.until - out.month), out.month) : out.month};
  const auto known = still_known(context, query, window);
  if (known.has_error()) return known.error();
  if (!*known || window.to <= window.from) return {};
  ReportLines lines;
  Bearers bearers;
  if (auto done = add_usage(lines, context, query, window); done.has_error()) return done;
  const std::vector<BilledDay> days =
      invoiced(bills, before, out.running() ? std::optional(window.to) : std::nullopt);
  if (auto done = add_bills(lines, bearers, context, query, days); done.has_error()) return done;
  out.previous = settled_lines(lines);
  return {};
}

Result<void> add_days(CostReport& out, const queries::Context& context, const Query& query) {
  std::map<std::pair<Instant, std::string>, Money> sums;
  const auto usage = queries::usage_days(context, query, {out.month, month_after(out.month)});
  if (usage.has_error()) return usage.error();
  for (const metrics::UsageDay& day : *usage)
    if (const Money cost = total(day.sums.cost) + day.idle; cost != Money())
      sums[{day.day, day.model}] += cost;
  for (const auto& [key, cost] : sums) out.days.push_back({key.first, key.second, cost});
  return {};
}

Result<std::optional<Money>> computed_of(const queries::Context& context, const Query& query, Window month) {
  const auto known = still_known(context, query, month);
  if (known.has_error()) return known.error();
  if (!*known || month.from >= context.now) return std::optional<Money>();
  const auto groups =
      queries::usage_groups(context, unfiltered(query, month), {.money = true}, queries::Idle::counted);
  if (groups.has_error()) return groups.error();
  std::optional<Money> out;
  for (const metrics::UsageGroup& g : *groups)
    if (g.sum.requests > g.sum.unpriced || g.idle != Money())
      out = out.value_or(Money()) + total(g.sum.cost) + g.idle;
  return out;
}

Result<void> add_months(CostReport& out, const queries::Context& context, const Query& query,
                        const queries::BilledFacts& bills) {
  std::map<Instant, Money> billed;
  for (const BilledDay& day : bills.billed.days) billed[day.month] += day.usd.billed;
  for (int i = kReportMonths - 1; i >= 0; --i) {
    const Instant month = months_earlier(out.month, i);
    const auto computed = computed_of(context, query, {month, month_after(month)});
    if (computed.has_error()) return computed.error();
    const auto found = billed.find(month);
    out.months.push_back(
        {month, *computed, found == billed.end() ? std::nullopt : std::optional(found->second)});
  }
  return {};
}

/// The sums of the lines beside the same without any division: by one question for all requests, and by the
/// charges themselves.
Result<void> add_controls(CostReport& out, const queries::Context& context, const Query& query,
                          std::span<const BilledDay> days, const Bearers& bearers) {
  const Query of_month = unfiltered(query, {out.month, month_after(out.month)});
  const auto whole = queries::usage_groups(context, of_month, {.money = true}, queries::Idle::counted);
  if (whole.has_error()) return whole.error();
  CellSums usage;
  Money idle;
  for (const metrics::UsageGroup& g : *whole) usage += g.sum, idle += g.idle;
  metrics::Amounts invoices;
  std::set<const Charge*> charges;
  for (const BilledDay& day : days) invoices += day.usd, charges.insert(day.charge);
  const Sums sums = total(out.lines);
  const auto or_zero = [](const std::optional<Money>& amount) { return amount.value_or(Money()); };
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  constexpr const char* kCost = "/api/v1/cost of the month";
  constexpr const char* kBills = "the charges on the month's invoices";
  out.controls = {{"computed, USD", or_zero(sums.computed()), total(usage.cost) + idle, kCost},
                  {"requests", sums.requests, usage.requests, kCost},
                  {"unpriced requests", sums.unpriced, usage.unpriced, kCost},
                  {"billed, USD", or_zero(sums.billed), invoices.billed, kBills},
                  {"effective, USD", or_zero(sums.effective), invoices.effective, kBills},
                  {"charges", count(bearers.charges.size()), count(charges.size()), kBills}};
  return {};
}

CostReport begin_report(const queries::Context& context, const Query& query, Instant month) {
  CostReport out;
  out.month = month;
  out.as_of = query.as_of;
  out.until = std::min(month_after(month), out.as_of ? std::min(*out.as_of, context.now) : context.now);
  out.generated = context.now;
  out.program_version = SHIPTALLY_VERSION;
  out.rules = queries::rules_version(context.rules);
  return out;
}

Result<void> fill(CostReport& out, const queries::Context& context, const Query& query,
                  const queries::BilledFacts& bills, ChargeParts parts) {
  ReportLines lines;
  Bearers bearers;
  bearers.keep_parts = parts == ChargeParts::kept;
  const std::vector<BilledDay> days = invoiced(bills, out.month);
  if (auto done = add_usage(lines, context, query, {out.month, month_after(out.month)}); done.has_error())
    return done;
  if (auto done = add_bills(lines, bearers, context, query, days); done.has_error()) return done;
  out.lines = settled_lines(lines);
  if (auto done = add_previous(out, context, query, bills); done.has_error()) return done;
  if (auto done = add_days(out, context, query); done.has_error()) return done;
  if (auto done = add_months(out, context, query, bills); done.has_error()) return done;
  if (auto done = add_controls(out, context, query, days, bearers); done.has_error()) return done;
  if (auto done = add_close(out, context, query); done.has_error()) return done;
  out.left_out = open_points(out, bearers, bills.billed.unconverted);
  if (auto done = add_budgets(out, context, query); done.has_error()) return done;
  if (auto done = add_forecast(out, context, query); done.has_error()) return done;
  out.corrections = earlier_charges(out.month, days);
  out.rates = rates_used(days);
  out.charges = charge_parts(bearers, days, context.rules.money->cost_centres);
  return {};
}

}  // namespace

Result<CostReport> cost_report(const queries::Context& context, const Query& asked, Instant month,
                               ChargeParts parts) {
  if (month > context.now)
    return Error{Code::invalid, "month: " + metrics::month_name(month) + " has not begun"};
  CostReport out = begin_report(context, asked, month);
  const Query query = unfiltered(asked, {months_earlier(month, kReportMonths - 1), month_after(month)});
  const auto bills = queries::billed_facts(context, query.window, query.as_of);
  if (bills.has_error()) return bills.error();
  if (auto done = fill(out, context, query, *bills, parts); done.has_error()) return done.error();
  out.sha256 = context.rules.sha256_hex(content(out));
  return out;
}

Result<ReportDocument> make_cost_report(const queries::Context& context, const Query& query, Instant month,
                                        ReportFormat format) {
  const auto report = cost_report(context, query, month,
                                  format == ReportFormat::focus ? ChargeParts::kept : ChargeParts::left_out);
  if (report.has_error()) return report.error();
  auto bytes = render(*report, format);
  if (bytes.has_error()) return bytes.error();
  return ReportDocument{file_name(*report, format), std::string(content_type(format)), std::move(*bytes)};
}

}  // namespace shiptally::report
