#include "daemon/metrics/delivery/change_ways.h"

namespace shiptally::metrics {
namespace {

ChangeWay by_dora(const Analysis& analysis, ChangeIndex change, const LiveChange* live) {
  const CompactChange& fact = analysis.facts->changes()[change];
  ChangeWay way;
  way.change = change;
  way.first_review_ms = analysis.live.first_review_ms[change];
  if (live != nullptr) {
    way.step = live->step;
    way.deployed_ms = to_ms(analysis.history.steps[live->step].finished);
    way.first_commit_ms = live->first_commit_ms;
  }
  const std::int64_t at[] = {way.first_commit_ms, fact.time_ms, way.first_review_ms, fact.merged_ms,
                             way.deployed_ms};
  for (std::size_t s = 0; s < kStages; ++s)
    if (at[s] != kNoTime && at[s + 1] != kNoTime && at[s] <= at[s + 1])
      way.stages[s] = Millis(at[s + 1] - at[s]);
  return way;
}

std::vector<ChangeWay> by_dora(const Analysis& analysis) {
  const auto& changes = analysis.facts->changes();
  std::vector<ChangeWay> out;
  std::vector<bool> live(changes.size());
  for (const LiveChange& l : analysis.live.all) {
    live[l.change] = true;
    out.push_back(by_dora(analysis, l.change, &l));
  }
  for (ChangeIndex i = 0; i < changes.size(); ++i)
    if (!live[i] && !changes[i].retracted()) out.push_back(by_dora(analysis, i, nullptr));
  return out;
}

std::vector<ChangeWay> by_devlake(const Analysis& analysis) {
  std::vector<ChangeWay> out;
  for (const DevlakeChange& c : devlake_changes(analysis)) {
    ChangeWay& way = out.emplace_back();
    way.change = c.change;
    if (c.first_commit != kNoCommit) way.first_commit_ms = analysis.graph.nodes[c.first_commit].authored_ms;
    way.first_review_ms = c.first_review_ms;
    if (c.deployed) {
      way.step = c.deployed->step;
      way.deployed_ms = c.deployed->finished_ms;
    }
    way.stages = {c.coding, c.pickup, c.review, c.deploy};
    way.cycle = c.cycle;
  }
  return out;
}

}  // namespace

Result<std::vector<ChangeWay>> change_ways(const Analysis& analysis, const Profile& profile) {
  if (profile.ours()) return by_dora(analysis);
  if (profile.lead_of == LeadOf::changes_of_diff) return by_devlake(analysis);
  return Error{Code::invalid, "profile: " + std::string(profile.name) + " knows no stages of changes"};
}

}  // namespace shiptally::metrics
