#include "daemon/queries/money.h"

#include <algorithm>
#include <iterator>

#include "daemon/queries/usage.h"

namespace shiptally::queries {

namespace {

/// Some thousand groups a day fit into one fold (UsageFold::kGroupsMax).
constexpr std::chrono::days kDaysAtOnce{7};

Result<std::vector<metrics::UsageDay>> few_usage_days(const Context& context, Query query, Window window) {
  query.window = window;
  query.tz = "UTC";
  query.bucket = Bucket::day;
  query.group_by.assign(std::begin(metrics::kUsageDayDimensions), std::end(metrics::kUsageDayDimensions));
  const auto groups = usage_groups(context, query, {.errors = true, .money = true}, Idle::counted);
  if (groups.has_error()) return groups.error();
  return metrics::usage_days(*groups);
}

}  // namespace

Result<std::vector<metrics::UsageDay>> usage_days(const Context& context, const Query& query, Window asked) {
  const Window window = with_events(asked, context.now);
  std::vector<metrics::UsageDay> out;
  for (Instant from = window.from; from < window.to; from += kDaysAtOnce) {
    query.interruption.check();
    auto days = few_usage_days(context, query, {from, std::min<Instant>(from + kDaysAtOnce, window.to)});
    if (days.has_error()) return days.error();
    std::move(days->begin(), days->end(), std::back_inserter(out));
  }
  return out;
}

Result<BilledFacts> billed_facts(const Context& context, Window window, std::optional<Instant> as_of) {
  auto charges = context.snapshot.charges(window, as_of);
  if (charges.has_error()) return charges.error();
  BilledFacts facts{std::move(*charges), {}};
  facts.billed = metrics::billed_days(facts.charges, context.rules.money->fx);
  return facts;
}

}  // namespace shiptally::queries
