#include "daemon/metrics/delivery/slices.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/stats/calendar.h"
#include "schema/answer_bounds.h"
#include "schema/series_fold.h"

namespace shiptally::metrics {
namespace {

using GroupValues = std::vector<std::string_view>;

std::string_view name_of(const CompactFacts& facts, const Place& owner, Dimension d) {
  if (d == Dimension::service) return facts.name(owner.service);
  return facts.name(d == Dimension::environment ? owner.environment : owner.team);
}

GroupValues values_of(const CompactFacts& facts, const Place& owner, const Query& query) {
  GroupValues values;
  for (const Dimension d : query.group_by) values.push_back(name_of(facts, owner, d));
  return values;
}

bool is_delivery_dimension(Dimension d) {
  return d == Dimension::service || d == Dimension::environment || d == Dimension::team;
}

/// Sorts facts into groups and buckets.
class Cutter {
 public:
  Cutter(const Reading& reading, const Query& query, std::vector<Window> buckets, const NamedGroups* named)
      : facts_(*reading.analysis.facts),
        query_(query),
        buckets_(std::move(buckets)),
        named_(named),
        production_only_(reading.profile.production_only) {}

  /// The slice of a fact of `owner` (whoever its source is) at `t`; null when the filters, or the window,
  /// leave it out.
  Slice* find(const Place& owner, Instant t) {
    if (t >= query_.window.to) return nullptr;
    std::vector<Slice>* group = group_of(owner);
    if (group == nullptr || t < query_.window.from) return nullptr;
    if (!buckets_[bucket_].contains(t)) find_bucket(t);
    return &(*group)[bucket_];
  }

  bool too_many() const { return groups_.size() * buckets_.size() > kAnswerRowsMax; }

  std::vector<GroupSlice> take() {
    std::vector<GroupSlice> out;
    out.reserve(groups_.size() * buckets_.size());
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket)
      for (auto& [values, group] : groups_) out.push_back({values, std::move(group[bucket])});
    return out;
  }

 private:
  void find_bucket(Instant t) {
    const auto after = std::upper_bound(buckets_.begin(), buckets_.end(), t,
                                        [](Instant at, const Window& bucket) { return at < bucket.from; });
    bucket_ = static_cast<std::size_t>(after - buckets_.begin()) - 1;
  }

  /// Facts come stream by stream, so that most lookups repeat the one before.
  std::vector<Slice>* group_of(const Place& owner) {
    const bool repeated = known_ && owner.service == last_owner_.service &&
                          owner.environment == last_owner_.environment && owner.team == last_owner_.team;
    if (repeated) return last_group_;
    known_ = true;
    last_owner_ = owner;
    last_group_ = look_up(owner);
    return last_group_;
  }

  std::vector<Slice>* look_up(const Place& owner) {
    if (production_only_ && facts_.name(owner.environment) != kProduction) return nullptr;
    for (const Dimension d : {Dimension::service, Dimension::environment, Dimension::team})
      if (!query_.filter.allows(d, name_of(facts_, owner, d))) return nullptr;
    GroupValues values = values_of(facts_, owner, query_);
    if (named_ != nullptr && !named_->contains(values)) values.assign(values.size(), kOther);
    if (too_many()) return nullptr;  // it is an error by now: no more groups are needed
    const auto [at, added] = groups_.try_emplace(std::move(values));
    if (added && !too_many())
      for (const Window& bucket : buckets_) at->second.push_back(empty_slice(bucket));
    return at->second.empty() ? nullptr : &at->second;
  }

  const CompactFacts& facts_;
  const Query& query_;
  std::vector<Window> buckets_;
  const NamedGroups* const named_;
  const bool production_only_;
  std::size_t bucket_ = 0;                            // of the last fact
  std::map<GroupValues, std::vector<Slice>> groups_;  // ordered, so that rows come out by name
  bool known_ = false;
  Place last_owner_;
  std::vector<Slice>* last_group_ = nullptr;
};

void cut_deployments(const History& history, Cutter& cutter) {
  const auto& deployments = history.facts->deployments();
  const auto& places = history.facts->places();
  for (StepIndex i = 0; i < history.steps.size();) {
    const Step& step = history.steps[i];
    Slice* slice = cutter.find(places[step.place], step.finished);
    StepIndex end = i + 1;
    if (slice != nullptr) {
      // Time ascends in a place, so the next ones belong to the same slice until its end.
      while (end < history.steps.size() && history.steps[end].place == step.place &&
             history.steps[end].finished < slice->window.to)
        ++end;
      // Only the first time: to make room for a few more each time would copy all of them each time.
      if (slice->deployments.empty()) slice->deployments.reserve(end - i);
      for (StepIndex j = i; j < end; ++j)
        if (!history.steps[j].baseline()) slice->deployments.push_back(j);
    }
    i = end;
  }
  for (const FactIndex i : history.others) {
    const CompactDeployment& d = deployments[i];
    const std::optional<Instant> time = d.finished() ? d.finished() : d.started();
    if (d.status != DeploymentStatus::failure || !time) continue;
    if (Slice* slice = cutter.find(places[d.place], *time)) slice->failed_rollouts.push_back(i);
  }
}

void cut_incidents(const Analysis& analysis, Cutter& cutter) {
  for (IncidentIndex i = 0; i < analysis.incidents.size(); ++i) {
    const CompactIncident& incident = *analysis.incidents[i];
    Place owner = analysis.facts->place(incident);
    owner.team = analysis.teams[i];
    if (Slice* slice = cutter.find(owner, incident.opened())) slice->incidents.push_back(i);
  }
}

/// What a profile counts beside deployments and incidents.
void cut_observations(const Reading& reading, Cutter& cutter) {
  const Analysis& analysis = reading.analysis;
  const auto& steps = analysis.history.steps;
  const auto& places = analysis.facts->places();
  for (std::uint32_t i = 0; i < reading.leads.size(); ++i)
    if (Slice* slice = cutter.find(places[steps[reading.leads[i].step].place], reading.leads[i].at))
      slice->leads.push_back(i);
  for (std::uint32_t i = 0; i < reading.named.size(); ++i) {
    const Step& step = steps[reading.named[i].step];
    if (Slice* slice = cutter.find(places[step.place], step.finished)) slice->named.push_back(i);
  }
  for (std::uint32_t i = 0; i < reading.restored.size(); ++i) {
    const Restored& restored = reading.restored[i];
    Place owner;
    if (restored.step != kNoStep) {
      owner = places[steps[restored.step].place];
    } else {
      owner = analysis.facts->place(*analysis.incidents[restored.item]);
      owner.team = analysis.teams[restored.item];
    }
    if (Slice* slice = cutter.find(owner, restored.at)) slice->restored.push_back(i);
  }
}

Result<std::vector<GroupSlice>> cut(const Reading& reading, const Query& query, const NamedGroups* named) {
  auto windows = buckets(query.window, query.bucket, query.tz);
  if (windows.has_error()) return windows.error();
  Cutter cutter(reading, query, std::move(*windows), named);
  cut_deployments(reading.analysis.history, cutter);
  query.interruption.check();
  cut_incidents(reading.analysis, cutter);
  cut_observations(reading, cutter);
  query.interruption.check();
  if (cutter.too_many())
    return Error{Code::invalid, std::string(query.bucket == Bucket::none ? "group_by" : "bucket") +
                                    ": more than " + std::to_string(kAnswerRowsMax) + " rows in the answer"};
  return cutter.take();
}

/// Adds to each slice what its group deployed in the last three months.
Result<void> add_quarter(const Reading& reading, const Query& query, const NamedGroups* named,
                         std::vector<GroupSlice>& into) {
  Query quarter = query;
  quarter.bucket = Bucket::none;
  const auto window = frequency_window(reading.profile, query);
  if (window.has_error()) return window.error();
  quarter.window = *window;
  const auto groups = cut(reading, quarter, named);
  if (groups.has_error()) return groups.error();
  std::map<GroupValues, const Slice*> by_group;
  for (const GroupSlice& group : *groups) by_group[group.values] = &group.slice;
  for (GroupSlice& group : into) {
    group.slice.quarter_window = *window;
    if (const auto at = by_group.find(group.values); at != by_group.end())
      group.slice.quarter = at->second->deployments;
  }
  return {};
}

}  // namespace

Slice empty_slice(Window window) {
  Slice slice;
  slice.window = window;
  return slice;
}

Result<void> check_delivery_query(const Query& query) {
  const auto invalid = [](std::string message) { return Error{Code::invalid, std::move(message)}; };
  if (find_profile(query.profile) == nullptr) {
    std::string known;
    for (const Profile& profile : profiles()) known.append(" ").append(profile.name);
    return invalid("profile: unknown profile \"" + query.profile + "\"; there are" + known);
  }
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

Result<Window> frequency_window(const Profile& profile, const Query& query) {
  if (profile.frequency != Frequency::days_a_week_quarter) return query.window;
  const auto from = months_before(query.window.to, 3, query.tz);
  if (from.has_error()) return from.error();
  return Window{*from, query.window.to};
}

NamedGroups busiest(const Analysis& analysis, const Query& query, std::size_t groups_max) {
  const CompactFacts& facts = *analysis.facts;
  std::vector<std::size_t> by_place(facts.places().size());
  for (const Step& step : analysis.history.steps)
    if (!step.baseline() && query.window.contains(step.finished)) ++by_place[step.place];
  std::map<GroupValues, std::size_t> by_values;
  for (std::size_t place = 0; place < by_place.size(); ++place)
    by_values[values_of(facts, facts.places()[place], query)] += by_place[place];
  std::vector<std::pair<std::size_t, const GroupValues*>> ranked;
  for (const auto& [values, deployments] : by_values) ranked.emplace_back(deployments, &values);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  ranked.resize(std::min(ranked.size(), groups_max));
  NamedGroups named;
  for (const auto& [deployments, values] : ranked) named.insert(*values);
  return named;
}

Result<std::vector<GroupSlice>> slices(const Reading& reading, const Query& query, const NamedGroups* named) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  auto out = cut(reading, query, named);
  if (out.has_error() || reading.profile.frequency != Frequency::days_a_week_quarter) return out;
  if (const auto added = add_quarter(reading, query, named, *out); added.has_error()) return added.error();
  return out;
}

}  // namespace shiptally::metrics
