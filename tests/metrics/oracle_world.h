#pragma once
// The oracle's view of things: current facts, deployments in lines, and what each of them brought.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/metrics/oracle.h"

namespace shiptally::metrics::testing::oracle {

struct Facts {
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Change> changes;
  std::vector<Review> reviews;
  std::vector<Incident> incidents;
  std::vector<PathRule> paths;
};

/// Of each fact the version that is current, if that was not taken back.
Facts current_facts(const Scenario& scenario, std::optional<Instant> as_of);

using List = std::vector<Deployment>;
using Line = std::pair<std::string, std::string>;  ///< service, environment

/// A deployment, by its place in a line of them.
struct Spot {
  Line line;
  std::size_t at = 0;
};

struct Brought {
  std::set<CommitRef> commits;      ///< reachable from it, and from nothing before it
  std::set<std::string> baselines;  ///< repositories in which something ran before
};

struct World {
  Facts facts;
  std::map<Line, List> lines;
  std::map<Line, std::vector<Brought>> brought;

  const Deployment& deployment(const Spot& spot) const { return lines.at(spot.line)[spot.at]; }
  const Brought& brought_by(const Spot& spot) const { return brought.at(spot.line)[spot.at]; }
};

World make_world(Facts facts);

template <class Fact>
std::string name_of(const Fact& fact) {
  return fact.key.source + "/" + fact.key.id;
}

inline bool is_baseline(const Deployment& d) { return d.kind == DeploymentKind::baseline; }
const Commit* find_commit(const Facts& facts, const CommitRef& ref);
/// Whether a change that came as this one commit stands for commits of its own.
bool is_squash(const Facts& facts, const Change& change);
bool is_squash_commit(const Facts& facts, const CommitRef& ref);

/// Whether the service has a path filter in the commit's repository, and the commit fits none of it.
bool touches_other_paths(const Facts& facts, const std::string& service, const Commit& commit);

/// What is said of one line of deployments; positions count from its start.
struct Judgement {
  std::vector<bool> rollback, repair, failed;
  std::vector<int> undone_by;                 ///< -1: it was not
  std::vector<std::vector<int>> repaired_by;  ///< hotfixes and reverts of it
};
Judgement judge_line(const World& world, const Line& line);

/// Places where a merged change went live.
std::vector<Spot> live_spots(const World& world, const Change& change);
void count_stages(const World& world, const Change& change, const Spot& spot, OracleAnswer& answer);

/// "source/id" of the deployment that the incident is the fault of; empty for none.
std::string culprit(const World& world, const Incident& incident, Millis limit);
std::string team_of(const World& world, const Incident& incident);
std::optional<Instant> recovery(const World& world, const Spot& spot, const Judgement& judgement,
                                const std::vector<Incident>& incidents);

}  // namespace shiptally::metrics::testing::oracle
