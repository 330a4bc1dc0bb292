#pragma once
// Counts what a check of coverage.h finds.  Included in daemon/metrics only.

#include <map>
#include <set>

#include "daemon/metrics/quality/coverage.h"

namespace shiptally::metrics {

/// What one check found in one place.
class CoverageTally {
 public:
  void seen(std::size_t count = 1) { total_ += count; }
  /// `name()` is the id; asked only for what may be an example.  Fastest when the latest come first.
  template <class Name>
  void hit(std::optional<Instant> t, Name name) {
    ++affected_;
    if (t) {
      since_ = std::min(since_.value_or(*t), *t);
      last_ = std::max(last_.value_or(*t), *t);
    }
    const Instant when = t.value_or(Instant::min());
    if (latest_.size() == kExamplesMax && when < latest_.begin()->first) return;
    latest_.emplace(when, name());
    if (latest_.size() > kExamplesMax) latest_.erase(latest_.begin());
  }
  std::size_t affected() const { return affected_; }
  /// The row of what was found, without its names and advice.
  CoverageRow row(std::string_view check, std::string_view facts) const;

 private:
  std::size_t affected_ = 0, total_ = 0;
  std::optional<Instant> since_, last_;
  std::set<std::pair<Instant, std::string>> latest_;
};

/// Where the checks put what they found, and what they ask.
struct CoverageChecks {
  const Analysis& analysis;
  const CoverageInput& input;
  const Query& query;
  std::vector<CoverageRow> rows;

  const CompactFacts& facts() const { return *analysis.facts; }
  bool allows(const Place& place, NameId team) const;
  /// What belongs to no service is asked for only without a filter.
  bool allows_unplaced() const;
  /// Services that some deployment knows, of any status; sorted.
  std::vector<std::string_view> deployed_services() const;
  /// Adds a row unless nothing was found.
  void add(const CoverageTally& tally, std::string_view check, std::string_view facts, const Place& place,
           std::string advice);
};

// One family of checks a file.
void check_deployments(CoverageChecks& checks);
void check_commits(CoverageChecks& checks);
void check_incidents(CoverageChecks& checks);
void check_changes(CoverageChecks& checks);
void check_requests(CoverageChecks& checks);
void check_sources(CoverageChecks& checks);

}  // namespace shiptally::metrics
