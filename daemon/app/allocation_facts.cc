#include "daemon/app/allocation_facts.h"

#include <algorithm>

namespace shiptally::app {
namespace {

using metrics::BilledDay;

/// A whole month by everybody: what one asks for must not change what others bear.
Result<std::vector<metrics::UsageDay>> usage_of_all(const ReadContext& context, Instant month) {
  expose::ReadQuery request = context.request;
  request.query.filter = {};
  const ReadContext all{context.snapshot, context.analyses, context.facts_version,
                        context.rules,    request,          context.now};
  return usage_days(all, {month, metrics::next_month(month)});
}

}  // namespace

Result<void> each_share(const ReadContext& context, std::span<const BilledDay> days,
                        const metrics::Allocator::Visit& visit) {
  // A month at a time: the usage of a year by day, model, service and team would not fit.
  while (!days.empty()) {
    context.request.query.interruption.check();
    const Instant month = metrics::month_of(days.front().day);
    const auto end = std::find_if(days.begin(), days.end(),
                                  [&](const BilledDay& day) { return metrics::month_of(day.day) != month; });
    const auto usage = usage_of_all(context, month);
    if (usage.has_error()) return usage.error();
    const metrics::Allocator allocator(*usage, context.rules.money->allocation);
    for (const BilledDay& day : std::span(days.begin(), end)) allocator.split(day, visit);
    days = {end, days.end()};
  }
  return {};
}

Result<void> allocate_into(metrics::AllocationFold& fold, const ReadContext& context,
                           std::span<const BilledDay> days) {
  return each_share(context, days, [&](const metrics::Share& share) { fold.add(share); });
}

Result<AllocatedBills> allocated_bills(const ReadContext& context, Window months) {
  auto facts = billed_facts(context, months);
  if (facts.has_error()) return facts.error();
  auto& days = facts->billed.days;
  std::erase_if(days, [&](const BilledDay& day) { return !months.contains(day.month); });
  metrics::AllocationFold fold(metrics::AllocationSpan::billing_month);
  if (const auto done = allocate_into(fold, context, days); done.has_error()) return done.error();
  AllocatedBills out{fold.rows(), {}};
  for (const metrics::Unconverted& u : facts->billed.unconverted)
    if (months.contains(metrics::billing_month(*u.charge))) out.unconverted.push_back(*u.charge);
  return out;
}

}  // namespace shiptally::app
