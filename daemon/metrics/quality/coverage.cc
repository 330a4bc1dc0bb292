#include "daemon/metrics/quality/coverage.h"

#include <algorithm>
#include <tuple>

#include "daemon/metrics/delivery/slices.h"
#include "daemon/metrics/quality/coverage_tally.h"

namespace shiptally::metrics {
namespace {

/// The gravest first: what loses facts, then what loses their connection, then what loses single figures.
constexpr std::string_view kOrder[] = {
    "source_quiet",
    "bill_source_quiet",
    "incident_service_unknown",
    "incident_environment_unknown",
    "incident_deployment_unknown",
    "request_service_unknown",
    "requests_unpriced",
    "tokens_unpriced",
    "charges_unconverted",
    "usage_without_bill",
    "bill_without_usage",
    "charges_unallocated",
    "requests_without_names",
    "requests_without_team",
    "deployment_without_finish",
    "deployment_without_commits",
    "deployment_without_baseline",
    "commit_unknown",
    "commit_without_parents",
    "path_filter_unused",
    "incident_without_deployment",
    "deployment_running_long",
    "dated_after_arrival",
    "authored_after_deployed",
    "started_after_finished",
    "resolved_before_opened",
    "merged_before_opened",
    "reviewed_before_opened",
};

std::size_t rank(std::string_view check) {
  return static_cast<std::size_t>(std::find(std::begin(kOrder), std::end(kOrder), check) - kOrder);
}

}  // namespace

CoverageRow CoverageTally::row(std::string_view check, std::string_view facts) const {
  CoverageRow out;
  out.check = check;
  out.facts = facts;
  out.affected = affected_;
  out.total = total_;
  out.since = since_;
  out.last = last_;
  for (auto at = latest_.rbegin(); at != latest_.rend(); ++at) out.examples.push_back(at->second);
  return out;
}

bool CoverageChecks::allows(const Place& place, NameId team) const {
  return query.filter.allows(Dimension::service, facts().name(place.service)) &&
         query.filter.allows(Dimension::environment, facts().name(place.environment)) &&
         query.filter.allows(Dimension::team, facts().name(team));
}

bool CoverageChecks::allows_unplaced() const {
  return query.filter[Dimension::service].empty() && query.filter[Dimension::environment].empty() &&
         query.filter[Dimension::team].empty();
}

std::vector<std::string_view> CoverageChecks::deployed_services() const {
  std::vector<bool> known(facts().name_count());
  for (const CompactDeployment& d : facts().deployments())
    if (!d.retracted()) known[facts().place(d).service] = true;
  std::vector<std::string_view> out;
  for (NameId i = 0; i < known.size(); ++i)
    if (known[i]) out.push_back(facts().name(i));
  std::sort(out.begin(), out.end());
  return out;
}

void CoverageChecks::add(const CoverageTally& tally, std::string_view check, std::string_view what,
                         const Place& place, std::string advice) {
  if (tally.affected() == 0) return;
  CoverageRow row = tally.row(check, what);
  row.service = facts().name(place.service);
  row.environment = facts().name(place.environment);
  row.source = facts().name(place.source);
  row.advice = std::move(advice);
  rows.push_back(std::move(row));
}

Result<std::vector<CoverageRow>> coverage(const Analysis& analysis, const CoverageInput& input,
                                          const Query& query) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  CoverageChecks checks{analysis, input, query, {}};
  check_deployments(checks);
  check_commits(checks);
  check_incidents(checks);
  check_changes(checks);
  check_requests(checks);
  check_sources(checks);
  if (checks.allows_unplaced()) checks.rows.insert(checks.rows.end(), input.money.begin(), input.money.end());
  std::sort(checks.rows.begin(), checks.rows.end(), [](const CoverageRow& a, const CoverageRow& b) {
    return std::tuple(rank(a.check), b.affected, std::tie(a.service, a.environment, a.source, a.facts)) <
           std::tuple(rank(b.check), a.affected, std::tie(b.service, b.environment, b.source, b.facts));
  });
  return std::move(checks.rows);
}

}  // namespace shiptally::metrics
