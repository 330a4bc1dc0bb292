// Sources that went quiet, and facts that arrived before they happened.

#include <algorithm>

#include "daemon/metrics/quality/coverage_tally.h"

namespace shiptally::metrics {
namespace {

constexpr std::size_t kHoursMin = 10;

std::string_view plural(Kind kind) {
  switch (kind) {
    case Kind::deployment:
      return "deployments";
    case Kind::commit:
      return "commits";
    case Kind::change:
      return "changes";
    case Kind::review:
      return "reviews";
    default:
      return "incidents";
  }
}

/// How long the source may be silent; none while too little is known of it.
std::optional<std::chrono::hours> patience(const ArrivalHours& arrivals) {
  const auto hours = arrivals.hours();
  if (hours.size() < kHoursMin) return {};
  std::vector<std::int64_t> gaps;
  for (std::size_t i = 1; i < hours.size(); ++i) gaps.push_back(hours[i] - hours[i - 1]);
  std::sort(gaps.begin(), gaps.end());
  const std::int64_t p95 = gaps[(gaps.size() * 95 + 99) / 100 - 1];
  return std::chrono::hours(std::max(gaps.back(), 3 * p95) + 1);
}

std::string duration(std::chrono::hours span) {
  const auto n = span.count();
  return n < 72 ? std::to_string(n) + " h" : std::to_string(n / 24) + " days";
}

void add_quiet(CoverageChecks& checks, const ArrivalHours& arrivals, std::string_view facts, NameId source) {
  const auto allowed = patience(arrivals);
  if (!allowed) return;  // and perhaps there was no arrival at all
  const Millis silence = checks.input.now - arrivals.last();
  if (silence <= *allowed) return;
  CoverageTally tally;
  tally.seen();
  tally.hit(arrivals.last(), [] { return std::string(); });
  checks.add(tally, "source_quiet", facts, {source, 0, 0, 0},
             "nothing came for " + duration(std::chrono::floor<std::chrono::hours>(silence)) +
                 ", more than " + duration(*allowed) +
                 " is unusual: look at the sender's log, at its token (`shiptally token list`) or webhook "
                 "deliveries, and at shiptally_ingest_facts_total");
  checks.rows.back().examples.clear();
}

template <class Fact, class Name>
void add_early(CoverageChecks& checks, const std::vector<Fact>& facts, Kind kind, Name name) {
  std::map<NameId, CoverageTally> by_source;
  for (const Fact& fact : facts) {
    if (fact.retracted()) continue;
    CoverageTally& found = by_source[kind == Kind::commit ? 0 : checks.facts().place(fact).source];
    found.seen();
    if (fact.early) found.hit(known_time(fact.time_ms), [&] { return name(fact); });
  }
  for (const auto& [source, found] : by_source)
    checks.add(found, "dated_after_arrival", plural(kind), {source, 0, 0, 0},
               "they arrived before they happened: check the clock and zone of the sender");
}

}  // namespace

/// Whatever the window: what is dated in the future is in few.
void check_sources(CoverageChecks& checks) {
  if (!checks.allows_unplaced()) return;
  const CompactFacts& facts = checks.facts();
  for (const SourceArrivals& arrivals : facts.arrivals())
    add_quiet(checks, arrivals.hours, plural(arrivals.kind), arrivals.source);
  add_quiet(checks, checks.input.request_hours, "requests", 0);
  const auto by_id = [&](const auto& fact) { return fact_name(facts, fact); };
  const auto by_sha = [&](const CompactCommit& c) {
    return std::string(facts.name(c.place)) + "@" + unpack_sha(facts.texts(c).sha);
  };
  add_early(checks, facts.deployments(), Kind::deployment, by_id);
  add_early(checks, facts.commits(), Kind::commit, by_sha);
  add_early(checks, facts.changes(), Kind::change, by_id);
  add_early(checks, facts.reviews(), Kind::review, by_id);
  add_early(checks, facts.incidents(), Kind::incident, by_id);
}

}  // namespace shiptally::metrics
