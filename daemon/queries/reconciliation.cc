#include "daemon/queries/reconciliation.h"

#include "daemon/queries/money.h"
#include "daemon/queries/priced_usage.h"

namespace shiptally::queries {
namespace {

bool is_reconciled_by(Dimension d) { return d == Dimension::provider || d == Dimension::model; }

Result<void> check_reconciled(const Query& query) {
  const auto invalid = [](const std::string& message) { return Error{Code::invalid, message}; };
  if (query.window.from >= query.window.to) return invalid("to: less than one whole UTC day after from");
  if (query.tz != "UTC") return invalid("tz: days of bills are UTC");
  if (query.bucket != Bucket::none && query.bucket < Bucket::day)
    return invalid("bucket: none, day, week, month or quarter; bills are by day at best");
  for (const Dimension d : query.group_by)
    if (!is_reconciled_by(d)) return invalid("group_by: bills are reconciled by provider and model only");
  for (std::size_t i = 0; i < kDimensions; ++i)
    if (const auto d = static_cast<Dimension>(i); !is_reconciled_by(d) && !query.filter[d].empty())
      return invalid(std::string(name(d)) + ": bills are reconciled by provider and model only");
  return {};
}

}  // namespace

Result<std::vector<metrics::Reconciliation>> reconciled_days(const Context& context, Query query,
                                                             Window window) {
  constexpr std::chrono::days kMore(metrics::kNeighbourDays);
  const Window reach{window.from - kMore, window.to + kMore};
  query.filter = {};
  const auto logged = usage_days(context, query, reach);
  if (logged.has_error()) return logged.error();
  const auto bills = billed_facts(context, reach, query.as_of);
  if (bills.has_error()) return bills.error();
  const auto usage = context.snapshot.provider_usage(reach, query.as_of);
  if (usage.has_error()) return usage.error();
  return metrics::reconcile(*logged, priced_usage(*usage, *context.rules.prices), bills->billed.days, window);
}

Result<std::vector<metrics::ReconciliationGroup>> reconciliation(const Context& context,
                                                                 const Parameters& parameters) {
  Query query = parameters.query;
  query.window = {std::chrono::floor<std::chrono::days>(query.window.from),
                  std::chrono::floor<std::chrono::days>(query.window.to)};
  if (const auto checked = check_reconciled(query); checked.has_error()) return checked.error();
  const auto days = reconciled_days(context, query, query.window);
  if (days.has_error()) return days.error();
  return metrics::reconciliation_groups(*days, *context.rules.money, query);
}

}  // namespace shiptally::queries
