// Changes and reviews whose times cannot be, and path filters that fit nothing.

#include <algorithm>
#include <string>
#include <unordered_map>

#include "daemon/metrics/quality/coverage_tally.h"

namespace shiptally::metrics {
namespace {

constexpr const char* kMerged = "`merged_at` is before `opened_at`: check the clock and zone of the sender";
constexpr const char* kReviewed = "reviewed before it was opened: check the clock and zone of the sender";

struct ChangeTallies {
  CoverageTally merged, reviewed;
};

/// Changes by (source, id).
class ChangeNames {
 public:
  explicit ChangeNames(const CompactFacts& facts) : facts_(facts) {
    if (facts.reviews().empty()) return;
    for (const CompactChange& c : facts.changes())
      if (!c.retracted()) by_id_.emplace(facts.texts(c).id, &c);
  }
  const CompactChange* of(const CompactReview& review) const {
    const auto [first, last] = by_id_.equal_range(facts_.texts(review).change);
    const auto found = std::find_if(first, last, [&](const auto& entry) {
      return facts_.place(*entry.second).source == facts_.place(review).source;
    });
    return found == last ? nullptr : found->second;
  }

 private:
  const CompactFacts& facts_;
  std::unordered_multimap<std::string_view, const CompactChange*> by_id_;
};

/// The earliest review of each change that was reviewed before it was opened.
std::vector<bool> reviewed_early(const CompactFacts& facts) {
  std::vector<bool> early(facts.changes().size());
  for (std::size_t i = 0; i < early.size(); ++i) {
    const CompactChange& c = facts.changes()[i];
    early[i] = c.first_review_ms != kNoTime && c.first_review_ms < c.time_ms;
  }
  const ChangeNames names(facts);
  for (const CompactReview& review : facts.reviews()) {
    if (review.retracted()) continue;
    const CompactChange* change = names.of(review);
    if (change != nullptr && review.time_ms < change->time_ms)
      early[static_cast<std::size_t>(change - facts.changes().data())] = true;
  }
  return early;
}

std::string text_of(const PathRule& rule) {
  std::string out = rule.repo.empty() ? "any repository:" : rule.repo + ":";
  for (const std::string& glob : rule.globs) out.append(" ").append(glob);
  return out;
}

void check_path_rules(CoverageChecks& checks) {
  if (checks.input.paths == nullptr || checks.input.paths->empty()) return;
  const CompactFacts& facts = checks.facts();
  std::vector<std::uint32_t> sets;  // every set of rules that some commit touches
  for (const CompactCommit& c : facts.commits())
    if (!c.retracted() && c.touched != 0) sets.push_back(c.touched);
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  std::map<std::string_view, CoverageTally> by_service;
  const auto& rules = checks.input.paths->rules();
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (!checks.query.filter.allows(Dimension::service, rules[i].service)) continue;
    CoverageTally& found = by_service[rules[i].service];
    found.seen();
    const auto touches = [&](std::uint32_t set) { return facts.touches(set, i); };
    if (std::none_of(sets.begin(), sets.end(), touches)) found.hit({}, [&] { return text_of(rules[i]); });
  }
  for (const auto& [service, found] : by_service) {
    checks.add(found, "path_filter_unused", "path filters", {},
               sets.empty()
                   ? "no commit tells its `paths`, so the filter leaves out nothing: `shiptally import git "
                     "DIR`, or send them"
                   : "no commit touches these paths: correct `globs` in delivery.services");
    if (found.affected() != 0) checks.rows.back().service = service;
  }
}

}  // namespace

void check_changes(CoverageChecks& checks) {
  check_path_rules(checks);
  if (!checks.allows_unplaced()) return;
  const CompactFacts& facts = checks.facts();
  const auto early = reviewed_early(facts);
  std::map<NameId, ChangeTallies> by_source;
  for (std::size_t i = 0; i < early.size(); ++i) {
    const CompactChange& c = facts.changes()[i];
    if (c.retracted() || !checks.query.window.contains(c.opened())) continue;
    ChangeTallies& found = by_source[facts.place(c).source];
    const auto name = [&] { return fact_name(facts, c); };
    found.merged.seen();
    found.reviewed.seen();
    if (c.merged() && *c.merged() < c.opened()) found.merged.hit(c.opened(), name);
    if (early[i]) found.reviewed.hit(c.opened(), name);
  }
  for (const auto& [source, found] : by_source) {
    checks.add(found.merged, "merged_before_opened", "changes", {source, 0, 0, 0}, kMerged);
    checks.add(found.reviewed, "reviewed_before_opened", "changes", {source, 0, 0, 0}, kReviewed);
  }
}

}  // namespace shiptally::metrics
