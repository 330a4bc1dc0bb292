#include "daemon/metrics/restatements.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "daemon/metrics/delivery.h"

namespace shiptally::metrics {
namespace {

constexpr auto kDay = std::chrono::hours(24);
constexpr std::size_t kRestatedMax = 10'000;  // some hundred microseconds each

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

/// The revised facts, to be found by id, or by where and when they happened.
class RevisedIndex {
 public:
  RevisedIndex(const CompactFacts& facts, const std::vector<RevisedFact>& revised) : facts_(facts) {
    for (const RevisedFact& fact : revised) {
      by_id_.emplace(fact.id, &fact);
      if (fact.how == Revision::retracted)
        retracted_.push_back(&fact);  // it does not tell when and where it was
      else
        add(fact);
    }
    for (auto& [place, list] : by_place_) std::sort(list.begin(), list.end());
    for (auto& [repo, list] : by_repo_) std::sort(list.begin(), list.end());
  }

  template <class Visit>
  void with_id(const std::string& id, Visit visit) const {
    const auto [first, last] = by_id_.equal_range(id);
    for (auto at = first; at != last; ++at) visit(*at->second);
  }
  /// Deployments and incidents of the places that `allowed(place)` lets through, changes of those
  /// repositories: of the window, or all.
  template <class Allowed, class Visit>
  void visit(const std::set<NameId>& repos, const std::optional<Window>& window, Allowed allowed,
             Visit visit) const {
    for (const auto& [place, list] : by_place_)
      if (allowed(facts_.places()[place])) visit_list(list, window, visit);
    for (const NameId repo : repos)
      if (const auto at = by_repo_.find(repo); at != by_repo_.end()) visit_list(at->second, window, visit);
    for (const RevisedFact* fact : retracted_) visit(*fact);
  }

 private:
  using List = std::vector<std::pair<std::int64_t, const RevisedFact*>>;  // by time

  void add(const RevisedFact& fact) {
    if (fact.kind == Kind::deployment) {
      const CompactDeployment& d = facts_.deployments()[fact.now];
      by_place_[d.place].emplace_back(d.time_ms == kNoTime ? d.started_ms : d.time_ms, &fact);
    } else if (fact.kind == Kind::incident) {
      const CompactIncident& i = facts_.incidents()[fact.now];
      by_place_[i.place].emplace_back(i.time_ms, &fact);
    } else if (fact.kind == Kind::change) {
      const CompactChange& c = facts_.changes()[fact.now];
      by_repo_[c.repo].emplace_back(c.merged_ms, &fact);
    }
  }
  template <class Visit>
  static void visit_list(const List& list, const std::optional<Window>& window, Visit visit) {
    const RevisedFact* const none = nullptr;
    auto at = list.begin();
    if (window) at = std::lower_bound(at, list.end(), std::pair(to_ms(window->from), none));
    for (; at != list.end() && (!window || at->first < to_ms(window->to)); ++at) visit(*at->second);
  }

  const CompactFacts& facts_;
  std::unordered_multimap<std::string_view, const RevisedFact*> by_id_;
  std::map<std::uint32_t, List> by_place_;
  std::map<NameId, List> by_repo_;
  std::vector<const RevisedFact*> retracted_;
};

class Finder {
 public:
  Finder(const Analysis& before, const Analysis& after, const Query& query, Restatements& out)
      : before_(before, *find_profile(query.profile)),
        after_(after, *find_profile(query.profile)),
        query_(query),
        out_(out),
        index_(*after.facts, out.revised) {}

  Result<void> run() {
    const auto old = slices(before_, query_), now = slices(after_, query_);
    if (old.has_error()) return old.error();
    if (now.has_error()) return now.error();
    if (std::max(old->size(), now->size()) > kRestatedMax)
      return Error{Code::invalid,
                   "bucket: more than " + std::to_string(kRestatedMax) + " groups and buckets"};
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
    std::vector<const RevisedFact*> out;
    const auto take = [&](const RevisedFact& fact) {
      if (bears(metric, fact.kind)) out.push_back(&fact);
    };
    const auto allowed = [&](const Place& place) { return in_group(place, pair.group); };
    const Instant end = pair.bucket.to + std::max<Millis>(pair.bucket.to - pair.bucket.from, kDay);
    for (const std::string& id : ids) index_.with_id(id, take);
    index_.visit(repos_of(pair), Window{pair.bucket.from, end}, allowed, take);
    if (out.empty()) index_.visit(repos_of(pair), std::nullopt, allowed, take);
    std::sort(out.begin(), out.end());  // as they stand in `revised`: by kind, then id
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Repositories of what the group deploys now.
  std::set<NameId> repos_of(const Pair& pair) const {
    std::set<NameId> repos;
    if (pair.after == nullptr) return repos;
    const CommitGraph& graph = after_.analysis.graph;
    for (const StepIndex step : pair.after->deployments)
      for (const CommitIndex commit : graph.named_by(step)) repos.insert(graph.nodes[commit].repo);
    return repos;
  }

  bool in_group(const Place& place, const std::vector<std::string>& group) const {
    const CompactFacts& facts = *after_.analysis.facts;
    const auto name_of = [&](Dimension d) {
      return d == Dimension::service ? facts.name(place.service) : facts.name(place.environment);
    };
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
  const RevisedIndex index_;
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
