#include "daemon/metrics/delivery/restatements.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "daemon/metrics/delivery/delivery_explain.h"

namespace shiptally::metrics {
namespace {

constexpr std::size_t kRestatedMax = 10'000;  // some hundred microseconds each

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

/// Where a revised fact happened, in words: the two states number names differently.
struct Spot {
  std::string_view service, environment, repo;
  std::int64_t time_ms = kNoTime;
};

Spot spot_of(const CompactFacts& facts, const RevisedFact& fact) {
  if (fact.kind == Kind::deployment) {
    const CompactDeployment& d = facts.deployments()[fact.now];
    const Place& place = facts.place(d);
    return {facts.name(place.service),
            facts.name(place.environment),
            {},
            d.time_ms == kNoTime ? d.started_ms : d.time_ms};
  }
  if (fact.kind == Kind::incident) {
    const CompactIncident& i = facts.incidents()[fact.now];
    return {facts.name(facts.place(i).service), facts.name(facts.place(i).environment), {}, i.time_ms};
  }
  if (fact.kind == Kind::change) {
    const CompactChange& c = facts.changes()[fact.now];
    return {{}, {}, facts.name(c.repo), c.merged_ms};
  }
  const CompactCommit& c = facts.commits()[fact.now];
  return {{}, {}, facts.name(c.place), c.time_ms};
}

/// The revised facts, to be found by id, or by where and when they happened.
class RevisedIndex {
 public:
  using Place = std::pair<std::string_view, std::string_view>;  ///< service, environment

  RevisedIndex(const CompactFacts& before, const CompactFacts& after,
               const std::vector<RevisedFact>& revised) {
    for (const RevisedFact& fact : revised) {
      const CompactFacts& facts = fact.how == Revision::retracted ? before : after;
      by_id_.emplace(fact.id, &fact);
      if (fact.kind == Kind::review) {
        add_review(facts, fact);
        continue;
      }
      const Spot spot = spot_of(facts, fact);
      if (spot.repo.empty())
        by_place_[{spot.service, spot.environment}].emplace_back(spot.time_ms, &fact);
      else
        (fact.kind == Kind::change ? changes_ : commits_)[spot.repo].emplace_back(spot.time_ms, &fact);
    }
    for (auto& [place, list] : by_place_) std::sort(list.begin(), list.end());
    for (auto& [repo, list] : changes_) std::sort(list.begin(), list.end());
  }

  /// The fact of that id, and reviews of a change of that id.
  template <class Visit>
  void with_id(const std::string& id, Visit visit) const {
    const auto [first, last] = by_id_.equal_range(id);
    for (auto at = first; at != last; ++at) visit(*at->second);
  }
  /// Deployments and incidents of the places that are allowed, changes of those repositories, in the window.
  template <class Allowed, class Visit>
  void in_window(const std::set<std::string_view>& repos, const Window& window, Allowed allowed,
                 Visit visit) const {
    for (const auto& [place, list] : by_place_)
      if (allowed(place)) visit_list(list, window, visit);
    for (const std::string_view repo : repos)
      if (const auto at = changes_.find(repo); at != changes_.end()) visit_list(at->second, window, visit);
  }
  /// The same of all times, and commits.
  template <class Allowed, class Visit>
  void of_all_times(const std::set<std::string_view>& repos, Allowed allowed, Visit visit) const {
    const auto visit_all = [&](const List& list) {
      for (const auto& [ms, fact] : list) visit(*fact);
    };
    for (const auto& [place, list] : by_place_)
      if (allowed(place)) visit_all(list);
    for (const std::string_view repo : repos)
      for (const auto* lists : {&changes_, &commits_})
        if (const auto at = lists->find(repo); at != lists->end()) visit_all(at->second);
  }

 private:
  using List = std::vector<std::pair<std::int64_t, const RevisedFact*>>;  // by time

  void add_review(const CompactFacts& facts, const RevisedFact& fact) {
    const CompactReview& review = facts.reviews()[fact.now];
    const std::string source(facts.name(facts.place(review).source));
    by_id_.emplace(source + "/" + std::string(facts.texts(review).change), &fact);
  }
  template <class Visit>
  static void visit_list(const List& list, const Window& window, Visit visit) {
    const RevisedFact* const none = nullptr;
    auto at = std::lower_bound(list.begin(), list.end(), std::pair(to_ms(window.from), none));
    for (; at != list.end() && at->first < to_ms(window.to); ++at) visit(*at->second);
  }

  std::unordered_multimap<std::string, const RevisedFact*> by_id_;
  std::map<Place, List> by_place_;
  std::map<std::string_view, List> changes_, commits_;  // by repository
};

bool is_made_of(const Figure& figure, Kind kind) {
  if (kind == Kind::deployment) return true;
  return kind == Kind::incident ? figure.of_incidents : figure.of_commits;
}

class Finder {
 public:
  Finder(const Analysis& before, const Analysis& after, const Query& query, Restatements& out)
      : before_(before, *find_profile(query.profile), query.interruption),
        after_(after, *find_profile(query.profile), query.interruption),
        query_(query),
        out_(out),
        index_(*before.facts, *after.facts, out.revised) {}

  Result<void> run() {
    const auto old = slices(before_, query_), now = slices(after_, query_);
    if (old.has_error()) return old.error();
    if (now.has_error()) return now.error();
    if (std::max(old->size(), now->size()) > kRestatedMax)
      return Error{Code::invalid,
                   "bucket: more than " + std::to_string(kRestatedMax) + " groups and buckets"};
    const auto days = days_of(after_.profile, query_);
    if (days.has_error()) return days.error();
    for (const Pair& pair : pair_up(*old, *now)) {
      query_.interruption.check();
      compare(pair, *days);
    }
    return {};
  }

 private:
  void compare(const Pair& pair, const Days& days) {
    const Slice nothing = empty_slice(pair.bucket);
    const Slice &before = pair.before != nullptr ? *pair.before : nothing,
                &after = pair.after != nullptr ? *pair.after : nothing;
    const DeliveryRow old = delivery_row(before_, before, days), now = delivery_row(after_, after, days);
    for (const Figure* figure : explained_figures()) {
      const Estimate was = figure->of(old), is = figure->of(now);
      if (was.value == is.value && was.n == is.n) continue;
      if (!was.value && !is.value) continue;  // nothing is known of it, then as now
      const Explanation then = explain(*figure, {before_, before, days, old});
      const Explanation today = explain(*figure, {after_, after, days, now});
      Restatement& r = out_.figures.emplace_back();
      r.bucket = pair.bucket;
      r.group = pair.group;
      r.metric = figure->name();
      r.unit = today.unit;
      r.before = then.value;
      r.after = today.value;
      r.n_before = then.n;
      r.n_after = today.n;
      add_causes(r, *figure, pair, differing_ids(then, today));
    }
  }

  void add_causes(Restatement& r, const Figure& figure, const Pair& pair,
                  const std::set<std::string>& ids) const {
    std::vector<const RevisedFact*> out;
    const auto take = [&](const RevisedFact& fact) {
      if (is_made_of(figure, fact.kind)) out.push_back(&fact);
    };
    const auto allowed = [&](const RevisedIndex::Place& place) { return in_group(place, pair.group); };
    const auto repos = repos_of(pair);
    const Instant end =
        pair.bucket.to + std::max<Millis>(pair.bucket.to - pair.bucket.from, std::chrono::days(1));
    for (const std::string& id : ids) index_.with_id(id, take);
    index_.in_window(repos, {pair.bucket.from, end}, allowed, take);
    if (out.empty()) index_.of_all_times(repos, allowed, take);
    std::sort(out.begin(), out.end());  // as they stand in `revised`: by kind, then id
    out.erase(std::unique(out.begin(), out.end()), out.end());
    r.causes_count = out.size();
    r.causes.assign(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(out.size(), kCausesMax)));
  }

  /// Repositories of what the group deploys now.
  std::set<std::string_view> repos_of(const Pair& pair) const {
    std::set<NameId> repos;
    if (pair.after == nullptr) return {};
    const CommitGraph& graph = after_.analysis.graph;
    for (const StepIndex step : pair.after->deployments)
      for (const CommitIndex commit : graph.named_by(step)) repos.insert(graph.nodes[commit].repo);
    std::set<std::string_view> names;
    for (const NameId repo : repos) names.insert(after_.analysis.facts->name(repo));
    return names;
  }

  /// Teams are not looked at: an incident need not name one.
  bool in_group(const RevisedIndex::Place& place, const std::vector<std::string>& group) const {
    const auto name_of = [&](Dimension d) { return d == Dimension::service ? place.first : place.second; };
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
  if (query.as_of && *query.as_of < since) return Error{Code::invalid, "as_of: must not be before since"};
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
