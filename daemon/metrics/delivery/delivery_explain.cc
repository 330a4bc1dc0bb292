#include "daemon/metrics/delivery/delivery_explain.h"

#include <algorithm>
#include <tuple>

namespace shiptally::metrics {
namespace {

Error unknown(std::string_view metric) {
  std::string message = "metric: unknown metric \"" + std::string(metric) + "\"; known:";
  for (const Figure* figure : explained_figures()) message.append(" ").append(figure->name());
  return {Code::invalid, message};
}

}  // namespace

Explanation explain(const Figure& figure, const Evidence& evidence) {
  const Profile& profile = evidence.reading.profile;
  Explanation out;
  out.metric = figure.name();
  out.unit = unit(figure, profile);
  out.profile = profile.name;
  out.profile_version = profile.version;
  if (!figure.known_to(profile)) return out;
  const Estimate estimate = figure.of(evidence.row);
  out.value = estimate.value;
  out.interval = estimate.interval;
  out.n = estimate.n;
  figure.explain(out, evidence);
  std::sort(out.exclusions.begin(), out.exclusions.end(), [](const ExcludedFact& a, const ExcludedFact& b) {
    return std::tie(a.id, a.reason) < std::tie(b.id, b.reason);
  });
  return out;
}

Result<Explanation> explain_delivery(std::string_view metric, const Reading& reading, const Query& query) {
  const Figure* figure = find_figure(metric);
  if (figure == nullptr) return unknown(metric);
  Query whole = query;
  whole.bucket = Bucket::none;
  whole.group_by.clear();
  const auto cut = slices(reading, whole);
  if (cut.has_error()) return cut.error();
  const auto days = days_of(reading.profile, whole);
  if (days.has_error()) return days.error();
  const Slice nothing = empty_slice(whole.window);
  const Slice& slice = cut->empty() ? nothing : cut->front().slice;
  Explanation out = explain(*figure, {reading, slice, *days, delivery_row(reading, slice, *days)});
  out.definition = definition(*figure, reading.profile);
  out.query = whole;
  return out;
}

Result<Explanation> explain_delivery(std::string_view metric, DeliveryFacts facts, const Query& query,
                                     const DeliveryRules& rules) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  const Analysis analysis = analyse(facts, rules);
  return explain_delivery(metric, Reading(analysis, *find_profile(query.profile), query.interruption), query);
}

}  // namespace shiptally::metrics
