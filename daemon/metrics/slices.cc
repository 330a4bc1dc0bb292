#include "daemon/metrics/slices.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/calendar.h"

namespace shiptally::metrics {
namespace {

using Values = std::vector<std::string_view>;

bool is_delivery_dimension(Dimension d) {
  return d == Dimension::service || d == Dimension::environment || d == Dimension::team;
}

struct Owner {
  std::string_view service, environment, team;
  friend bool operator==(const Owner&, const Owner&) = default;

  std::string_view operator[](Dimension d) const {
    if (d == Dimension::service) return service;
    return d == Dimension::environment ? environment : team;
  }
};

/// Sorts facts into groups and buckets.
class Cutter {
 public:
  Cutter(const Query& query, std::vector<Window> buckets) : query_(query), buckets_(std::move(buckets)) {}

  /// The slice of a fact of `owner` at `t`; null when the filters, or the window, leave it out.
  Slice* find(const Owner& owner, Instant t) {
    if (t >= query_.window.to) return nullptr;
    std::vector<Slice>* group = group_of(owner);
    if (group == nullptr || t < query_.window.from) return nullptr;
    const auto after = std::upper_bound(buckets_.begin(), buckets_.end(), t,
                                        [](Instant at, const Window& bucket) { return at < bucket.from; });
    return &(*group)[static_cast<std::size_t>(after - buckets_.begin()) - 1];
  }

  bool too_many() const { return groups_.size() * buckets_.size() > kDeliveryRowsMax; }

  std::vector<GroupSlice> take() {
    std::vector<GroupSlice> out;
    out.reserve(groups_.size() * buckets_.size());
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket)
      for (auto& [values, group] : groups_) out.push_back({values, std::move(group[bucket])});
    return out;
  }

 private:
  /// Facts come stream by stream, so that most lookups repeat the one before.
  std::vector<Slice>* group_of(const Owner& owner) {
    if (known_ && owner == last_owner_) return last_group_;
    known_ = true;
    last_owner_ = owner;
    last_group_ = look_up(owner);
    return last_group_;
  }

  std::vector<Slice>* look_up(const Owner& owner) {
    for (const Dimension d : {Dimension::service, Dimension::environment, Dimension::team})
      if (!query_.filter.allows(d, owner[d])) return nullptr;
    Values values;
    for (const Dimension d : query_.group_by) values.push_back(owner[d]);
    const auto [at, added] = groups_.try_emplace(std::move(values));
    if (added && !too_many())
      for (const Window& bucket : buckets_) at->second.push_back({bucket, {}, {}, {}});
    return at->second.empty() ? nullptr : &at->second;
  }

  const Query& query_;
  std::vector<Window> buckets_;
  std::map<Values, std::vector<Slice>> groups_;  // ordered, so that rows come out by name
  bool known_ = false;
  Owner last_owner_;
  std::vector<Slice>* last_group_ = nullptr;
};

Owner owner_of(const Deployment& d) { return {d.service, d.environment, d.team}; }

void cut_deployments(const History& history, Cutter& cutter) {
  for (StepIndex i = 0; i < history.steps.size(); ++i) {
    const Step& step = history.steps[i];
    Slice* slice = cutter.find(owner_of(*step.fact), step.finished);
    if (slice != nullptr && !step.baseline()) slice->deployments.push_back(i);
  }
  for (const Deployment* d : history.others) {
    const std::optional<Instant> time = d->finished ? d->finished : d->started;
    if (d->status != DeploymentStatus::failure || !time) continue;
    if (Slice* slice = cutter.find(owner_of(*d), *time)) slice->failed_rollouts.push_back(d);
  }
}

void cut_incidents(const Analysis& analysis, Cutter& cutter) {
  for (IncidentIndex i = 0; i < analysis.incidents.size(); ++i) {
    const Incident& incident = *analysis.incidents[i];
    const Owner owner{incident.service, incident.environment, team_of(incident, analysis.history)};
    if (Slice* slice = cutter.find(owner, incident.opened)) slice->incidents.push_back(i);
  }
}

}  // namespace

Result<void> check_delivery_query(const Query& query) {
  const auto invalid = [](std::string message) { return Error{Code::invalid, std::move(message)}; };
  if (query.profile != "dora-1")
    return invalid("profile: unknown profile \"" + query.profile + "\"; there is dora-1");
  for (const Dimension d : query.group_by) {
    if (!is_delivery_dimension(d)) return invalid("group_by: deployments have no " + std::string(name(d)));
    if (std::count(query.group_by.begin(), query.group_by.end(), d) > 1)
      return invalid("group_by: " + std::string(name(d)) + " is there twice");
  }
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto d = static_cast<Dimension>(i);
    if (!is_delivery_dimension(d) && !query.filter[d].empty())
      return invalid(std::string(name(d)) + ": deployments cannot be filtered by it");
  }
  return {};
}

Result<std::vector<GroupSlice>> slices(const Analysis& analysis, const Query& query) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  auto windows = buckets(query.window, query.bucket, query.tz);
  if (windows.has_error()) return windows.error();
  Cutter cutter(query, std::move(*windows));
  cut_deployments(analysis.history, cutter);
  cut_incidents(analysis, cutter);
  if (cutter.too_many())
    return Error{Code::invalid,
                 "bucket: more than " + std::to_string(kDeliveryRowsMax) + " rows in the answer"};
  return cutter.take();
}

}  // namespace shiptally::metrics
