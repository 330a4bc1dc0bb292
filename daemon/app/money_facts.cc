#include "daemon/app/money_facts.h"

#include <algorithm>
#include <iterator>

#include "daemon/app/usage_groups.h"

namespace shiptally::app {

namespace {

/// Some thousand groups a day fit into one fold (UsageFold::kGroupsMax).
constexpr std::chrono::days kDaysAtOnce{7};

Result<std::vector<metrics::UsageDay>> few_usage_days(const ReadContext& context, Window window) {
  expose::ReadQuery request = context.request;
  request.query.window = window;
  request.query.tz = "UTC";
  request.query.bucket = Bucket::day;
  request.query.group_by.assign(std::begin(metrics::kUsageDayDimensions),
                                std::end(metrics::kUsageDayDimensions));
  const ReadContext by_day{context.snapshot, context.analyses, context.facts_version,
                           context.rules,    request,          context.now};
  const auto groups = usage_groups(by_day, {.errors = true, .money = true}, Idle::counted);
  if (groups.has_error()) return groups.error();
  return metrics::usage_days(*groups);
}

}  // namespace

Result<std::vector<metrics::UsageDay>> usage_days(const ReadContext& context, Window asked) {
  const Window window = with_events(asked, context.now);
  std::vector<metrics::UsageDay> out;
  for (Instant from = window.from; from < window.to; from += kDaysAtOnce) {
    context.request.query.interruption.check();
    auto days = few_usage_days(context, {from, std::min<Instant>(from + kDaysAtOnce, window.to)});
    if (days.has_error()) return days.error();
    std::move(days->begin(), days->end(), std::back_inserter(out));
  }
  return out;
}

Result<BilledFacts> billed_facts(const ReadContext& context, Window window) {
  auto charges = context.snapshot.charges(window, context.request.query.as_of);
  if (charges.has_error()) return charges.error();
  BilledFacts facts{std::move(*charges), {}};
  facts.billed = metrics::billed_days(facts.charges, context.rules.money->fx);
  return facts;
}

}  // namespace shiptally::app
