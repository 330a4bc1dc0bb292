#include "daemon/metrics/restatements.h"

#include <algorithm>
#include <map>
#include <set>

#include "daemon/metrics/delivery.h"

namespace shiptally::metrics {
namespace {

constexpr auto kDay = std::chrono::hours(24);

/// Which kinds of facts a figure is made of.
struct Bearing {
  std::string_view metric;
  bool commits, changes, incidents;  // deployments always
};
constexpr Bearing kBearings[] = {
    {"active_days_ratio", false, false, false},
    {"change_fail_rate", true, true, true},
    {"coding_time_p50", true, true, false},
    {"deploy_wait_p50", true, true, false},
    {"deployment_frequency", false, false, false},
    {"deployments", false, false, false},
    {"failed_rollouts", false, false, false},
    {"lead_time_p50", true, true, false},
    {"lead_time_p75", true, true, false},
    {"lead_time_p90", true, true, false},
    {"mttr_mean", false, false, true},
    {"mttr_median", false, false, true},
    {"pickup_time_p50", true, true, false},
    {"recovery_time", true, true, true},
    {"review_time_p50", true, true, false},
    {"rework_rate", true, true, false},
};

bool bears(std::string_view metric, Kind kind) {
  const auto at = std::find_if(std::begin(kBearings), std::end(kBearings),
                               [&](const Bearing& b) { return b.metric == metric; });
  if (kind == Kind::deployment) return true;
  if (at == std::end(kBearings)) return false;
  if (kind == Kind::incident) return at->incidents;
  return kind == Kind::commit ? at->commits : at->changes;
}

/// A group in a bucket in both states; a null slice had nothing.
struct Pair {
  std::vector<std::string> group;
  Window bucket;
  const Slice *before = nullptr, *after = nullptr;
};

std::vector<Pair> pair_up(const std::vector<GroupSlice>& before, const std::vector<GroupSlice>& after) {
  std::map<std::pair<Instant, std::vector<std::string>>, Pair> pairs;
  const auto add = [&](const std::vector<GroupSlice>& slices, const Slice* Pair::*side) {
    for (const GroupSlice& s : slices) {
      const std::vector<std::string> group(s.values.begin(), s.values.end());
      Pair& pair = pairs[{s.slice.window.from, group}];
      pair.group = group;
      pair.bucket = s.slice.window;
      pair.*side = &s.slice;
    }
  };
  add(before, &Pair::before);
  add(after, &Pair::after);
  std::vector<Pair> out;
  for (auto& [key, pair] : pairs) out.push_back(std::move(pair));
  return out;
}

/// Ids that an explanation speaks of, each with what it says.
std::set<std::string> statements(const Explanation& e) {
  std::set<std::string> out;
  for (std::size_t i = 0; i < e.numerator.size(); ++i)
    out.insert(e.numerator[i] + "\n" + (e.values.empty() ? "" : std::to_string(e.values[i])));
  for (const std::string& id : e.denominator) out.insert(id + "\nof");
  for (const ExcludedFact& excluded : e.exclusions) out.insert(excluded.id + "\n" + excluded.reason);
  return out;
}

/// Ids of which only one of the two says so.
std::set<std::string> differing_ids(const Explanation& before, const Explanation& after) {
  const auto a = statements(before), b = statements(after);
  std::vector<std::string> differing;
  std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(differing));
  std::set<std::string> ids;
  for (const std::string& statement : differing) ids.insert(statement.substr(0, statement.find('\n')));
  return ids;
}

/// When and where a revised fact happened; nowhere: it has no service of its own.
struct Whereabouts {
  std::int64_t time_ms = kNoTime;
  std::optional<Place> place;
};

Whereabouts whereabouts(const CompactFacts& facts, const RevisedFact& fact) {
  switch (fact.kind) {
    case Kind::deployment: {
      const CompactDeployment& d = facts.deployments()[fact.now];
      return {d.time_ms == kNoTime ? d.started_ms : d.time_ms, facts.place(d)};
    }
    case Kind::incident: {
      const CompactIncident& i = facts.incidents()[fact.now];
      return {i.time_ms, facts.place(i)};
    }
    case Kind::change:
      return {facts.changes()[fact.now].merged_ms, {}};
    case Kind::review:
      return {facts.reviews()[fact.now].time_ms, {}};
    default:
      return {facts.commits()[fact.now].time_ms, {}};
  }
}

class Finder {
 public:
  Finder(const Analysis& before, const Analysis& after, const Query& query, Restatements& out)
      : before_(before, *find_profile(query.profile)),
        after_(after, *find_profile(query.profile)),
        query_(query),
        out_(out) {}

  Result<void> run() {
    const auto old = slices(before_, query_), now = slices(after_, query_);
    if (old.has_error()) return old.error();
    if (now.has_error()) return now.error();
    const auto days = days_of(after_.profile, query_);
    if (days.has_error()) return days.error();
    for (const Pair& pair : pair_up(*old, *now))
      for (const std::string_view metric : delivery_metrics()) compare(metric, pair, *days);
    return {};
  }

 private:
  void compare(std::string_view metric, const Pair& pair, const Days& days) {
    const Slice nothing = empty_slice(pair.bucket);
    const auto of = [&](const Reading& reading, const Slice* slice) {
      return explain_slice(metric, reading, slice != nullptr ? *slice : nothing, days);
    };
    const Explanation old = of(before_, pair.before), now = of(after_, pair.after);
    if (old.value == now.value && old.n == now.n) return;
    Restatement& r = out_.figures.emplace_back();
    r.bucket = pair.bucket;
    r.group = pair.group;
    r.metric = metric;
    r.unit = now.unit;
    r.before = old.value;
    r.after = now.value;
    r.n_before = old.n;
    r.n_after = now.n;
    r.causes = causes(metric, pair, differing_ids(old, now));
  }

  std::vector<const RevisedFact*> causes(std::string_view metric, const Pair& pair,
                                         const std::set<std::string>& ids) const {
    const Instant end = pair.bucket.to + std::max<Millis>(pair.bucket.to - pair.bucket.from, kDay);
    const Window near{pair.bucket.from, end};
    std::vector<const RevisedFact*> likely, possible;
    for (const RevisedFact& fact : out_.revised) {
      if (!bears(metric, fact.kind)) continue;
      const Whereabouts where = whereabouts(*after_.analysis.facts, fact);
      if (where.place && !in_group(*where.place, pair.group)) continue;
      possible.push_back(&fact);
      // A retraction does not tell when and where the fact was.
      const bool timely = where.time_ms != kNoTime && near.contains(instant_from_ms(where.time_ms));
      const bool unplaced = fact.kind == Kind::commit || fact.kind == Kind::review;
      if (ids.contains(fact.id) || fact.how == Revision::retracted || (timely && !unplaced))
        likely.push_back(&fact);
    }
    return likely.empty() ? possible : likely;
  }

  bool in_group(const Place& place, const std::vector<std::string>& group) const {
    const CompactFacts& facts = *after_.analysis.facts;
    const auto name_of = [&](Dimension d) {
      return d == Dimension::service ? facts.name(place.service) : facts.name(place.environment);
    };
    if (name_of(Dimension::service).empty()) return true;  // a retraction
    // Teams are not looked at: an incident need not name one.
    for (const Dimension d : {Dimension::service, Dimension::environment})
      if (!query_.filter.allows(d, name_of(d))) return false;
    for (std::size_t i = 0; i < query_.group_by.size(); ++i)
      if (query_.group_by[i] != Dimension::team && name_of(query_.group_by[i]) != group[i]) return false;
    return true;
  }

  const Reading before_, after_;
  const Query& query_;
  Restatements& out_;
};

}  // namespace

Result<Restatements> restatements(const Analysis& before, const Analysis& after, Instant since,
                                  const Query& query) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  if (since <= query.window.from) return Error{Code::invalid, "since: must be after from"};
  Query past = query;
  past.window.to = std::min(query.window.to, since);
  Restatements out;
  out.revised = revised_facts(*before.facts, *after.facts);
  if (out.revised.empty()) return out;
  if (const auto done = Finder(before, after, past, out).run(); done.has_error()) return done.error();
  return out;
}

}  // namespace shiptally::metrics
