#include "daemon/metrics/money/reconciliation_groups.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/stats/calendar.h"

namespace shiptally::metrics {
namespace {

constexpr DriftPart kDriftParts[] = {
    {"unbilled_usd", &DriftParts::unbilled, "days on which the provider's bill has no usage"},
    {"other_charges_usd", &DriftParts::other_charges,
     "charges without a model, or for something else than usage"},
    {"time_boundary_usd", &DriftParts::time_boundary, "the same difference the other way on a day beside it"},
    {"missing_requests_usd", &DriftParts::missing_requests,
     "the provider's meter counted other requests than were logged with a price"},
    {"token_counts_usd", &DriftParts::token_counts, "the meter counted other tokens of the same requests"},
    {"price_difference_usd", &DriftParts::prices,
     "what the meter counted was billed at another price than ours"},
    {"unexplained_usd", &DriftParts::unexplained, "no usage report of the provider to compare with"},
};

template <class T>
void add_known(std::optional<T>& sum, const std::optional<T>& more) {
  if (more) sum = sum.value_or(T()) + *more;
}

void add_day(ReconciliationGroup& group, const Reconciliation& day) {
  add_known(group.computed, day.computed);
  add_known(group.metered, day.metered);
  add_known(group.billed, day.billed);
  add_known(group.metered_requests, day.metered_requests);
  group.parts += day.parts;
  group.requests += day.requests;
  group.unpriced += day.unpriced;
}

std::string why_drift(const ReconciliationGroup& group) {
  std::string text;
  const auto add = [&](std::string_view more) { text.append(text.empty() ? "" : "; ").append(more); };
  for (const DriftPart& part : kDriftParts)
    if (group.parts.*part.amount != Money()) add(part.why);
  if (group.unpriced > 0) add(std::to_string(group.unpriced) + " logged requests have no price");
  return text;
}

}  // namespace

std::span<const DriftPart> drift_parts() { return kDriftParts; }

Result<std::vector<ReconciliationGroup>> reconciliation_groups(std::span<const Reconciliation> days,
                                                               const MoneyRules& rules, const Query& query) {
  const auto buckets = metrics::buckets(query.window, query.bucket, "UTC");
  if (buckets.has_error()) return buckets.error();
  std::map<std::pair<std::size_t, std::vector<std::string>>, ReconciliationGroup> groups;
  for (const Reconciliation& day : days) {
    if (!query.filter.allows(Dimension::provider, day.provider)) continue;
    if (!query.filter.allows(Dimension::model, day.model)) continue;
    const auto after = std::upper_bound(buckets->begin(), buckets->end(), day.day,
                                        [](Instant t, const Window& bucket) { return t < bucket.from; });
    std::vector<std::string> values;
    for (const Dimension d : query.group_by)
      values.push_back(d == Dimension::provider ? day.provider : day.model);
    add_day(groups[{static_cast<std::size_t>(after - buckets->begin() - 1), std::move(values)}], day);
  }
  std::vector<ReconciliationGroup> out;
  for (auto& [key, group] : groups) {
    group.bucket = (*buckets)[key.first];
    group.values = key.second;
    group.alarm = alarms(rules, group.drift() - group.parts.unbilled, group.billed.value_or(Money()));
    group.why = why_drift(group);
    out.push_back(std::move(group));
  }
  return out;
}

}  // namespace shiptally::metrics
