#include "daemon/queries/allocation.h"

#include <algorithm>

namespace shiptally::queries {
namespace {

using metrics::BilledDay;

/// A whole month by everybody: what one asks for must not change what others bear.
Result<std::vector<metrics::UsageDay>> usage_of_all(const Context& context, Query query, Instant month) {
  query.filter = {};
  return usage_days(context, query, {month, metrics::next_month(month)});
}

Result<void> check_allocation(const Query& query) {
  const auto invalid = [](std::string message) { return Error{Code::invalid, std::move(message)}; };
  for (const Instant t : {query.window.from, query.window.to})
    if (t != metrics::month_of(t))
      return invalid(
          "month: missing; a bill is of whole UTC months (month=2026-10, or from and to at starts of "
          "months)");
  if (query.bucket != Bucket::none && query.bucket != Bucket::month && query.bucket != Bucket::quarter)
    return invalid("bucket: none, month or quarter; a bill is of whole months");
  if (query.tz != "UTC") return invalid("tz: months of bills are UTC");
  for (const Dimension d : query.group_by)
    if (!metrics::is_of_charges(d)) return invalid("group_by: charges have no " + std::string(name(d)));
  for (const Dimension d : {Dimension::environment, Dimension::route})
    if (!query.filter[d].empty()) return invalid(std::string(name(d)) + ": charges have none");
  return {};
}

}  // namespace

Result<void> each_share(const Context& context, const Query& query, std::span<const BilledDay> days,
                        const metrics::Allocator::Visit& visit) {
  // A month at a time: the usage of a year by day, model, service and team would not fit.
  while (!days.empty()) {
    query.interruption.check();
    const Instant month = metrics::month_of(days.front().day);
    const auto end = std::find_if(days.begin(), days.end(),
                                  [&](const BilledDay& day) { return metrics::month_of(day.day) != month; });
    const auto usage = usage_of_all(context, query, month);
    if (usage.has_error()) return usage.error();
    const metrics::Allocator allocator(*usage, context.rules.money->allocation);
    for (const BilledDay& day : std::span(days.begin(), end)) allocator.split(day, visit);
    days = {end, days.end()};
  }
  return {};
}

Result<void> allocate_into(metrics::AllocationFold& fold, const Context& context, const Query& query,
                           std::span<const BilledDay> days) {
  return each_share(context, query, days, [&](const metrics::Share& share) { fold.add(share); });
}

Result<AllocatedBills> allocated_bills(const Context& context, const Query& query, Window months) {
  auto facts = billed_facts(context, months, query.as_of);
  if (facts.has_error()) return facts.error();
  auto& days = facts->billed.days;
  std::erase_if(days, [&](const BilledDay& day) { return !months.contains(day.month); });
  metrics::AllocationFold fold(metrics::AllocationSpan::billing_month);
  if (const auto done = allocate_into(fold, context, query, days); done.has_error()) return done.error();
  AllocatedBills out{fold.rows(), {}};
  for (const metrics::Unconverted& u : facts->billed.unconverted)
    if (months.contains(metrics::billing_month(*u.charge))) out.unconverted.push_back(*u.charge);
  return out;
}

Result<std::vector<metrics::AllocationGroup>> allocation(const Context& context,
                                                         const Parameters& parameters) {
  const Query& query = parameters.query;
  if (const auto checked = check_allocation(query); checked.has_error()) return checked.error();
  const auto bills = allocated_bills(context, query, query.window);
  if (bills.has_error()) return bills.error();
  return metrics::allocation_groups(bills->rows, bills->unconverted, context.rules.money->cost_centres,
                                    parameters.by_cost_centre, query);
}

}  // namespace shiptally::queries
