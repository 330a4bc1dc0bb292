#pragma once
// Stories in a small language: what happened, and what the figures must say.  One statement a line; "#"
// begins a comment.  A time is "10:00", "3+10:00" (three days later) or RFC 3339; day 0 is Monday 2026-03-02,
// UTC.
//
//   window   FROM TO                  default: day 0 to day 7
//   tz ZONE · bucket NAME · group_by DIMENSION… · filter DIMENSION VALUE… · profile NAME · as_of TIME
//   limit    24h                      how long after a deployment an incident may be its fault
//   paths    SERVICE REPO GLOB…       the service's files in a shared repository; REPO "*" is any
//   branches hotfix|revert GLOB…      patterns instead of the usual ones
//   calendar REASON…                  the figures depend on calendar days: never moved to another season
//
//   commit   SHA AUTHORED [PARENT…]   "root": no parents; nothing: parents unknown; repo=NAME
//            paths=FILE,… ("none": it touched none; without it nobody told)
//   baseline SERVICE VERSION TIME     commit=SHA,… env=NAME
//   deploy   SERVICE VERSION TIME ok|failed|running|cancelled
//            commit=SHA,… repo=NAME (default "main"; or commit=repo@SHA, repo@SHA/FINISHED) env=NAME (default
//            "production") kind=NAME remedies=ID team=NAME id=ID source=NAME started=TIME; VERSION "-" is
//            none
//   change   ID OPENED MERGED|open|closed         commits=SHA,… merge=SHA branch=NAME author=NAME review=TIME
//            repo=NAME source=NAME
//   review   CHANGE SUBMITTED         by=NAME id=ID source=NAME
//   incident ID SERVICE OPENED RESOLVED|open      cause=TEXT env=NAME team=NAME external
//   retract  KIND ID                  source=NAME (of a commit: repo=NAME)
//   Every fact: updated=TIME (the sender's own version; not for commits), recorded=TIME (when it arrived;
//   before everything unless it says so).  The same id again is another version of the fact.
//
//   expect   FIGURE VALUE [bucket=N] [in=GROUP] [as_of=TIME]
//                                     bucket counts from 1; figures.h names the figures
//   excluded METRIC ID REASON…        explain names ID as left out, once, and that is why
//   because  DEPLOYMENT REASON…       one of the reasons for which it failed
//
// A deployment without id= is called SERVICE-VERSION, with "#2" from the second of that name on.

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/metrics/delivery/delivery.h"

namespace shiptally::metrics::testing {

/// A version of a fact, and when it came.
struct Arrival {
  std::variant<Deployment, Commit, Change, Review, Incident, Retraction> fact;
  Instant recorded = Instant::min();
};

struct Expectation {
  int line = 0;
  std::string figure, value;
  std::string group;  ///< empty: any
  std::size_t bucket = 1;
  std::optional<Instant> as_of;
};

/// What explain must say of one fact.
struct Remark {
  int line = 0;
  std::string metric;  ///< empty: the reason why a deployment failed
  std::string id, reason;
};

struct Scenario {
  std::string file;
  std::vector<Arrival> arrivals;
  std::vector<PathRule> paths;
  DeliveryRules rules;  ///< but for the paths
  Query query;
  std::vector<Expectation> expectations;
  std::vector<Remark> remarks;
  std::string calendar;  ///< why it is never moved to another season; empty: it is
};

/// An error begins with "file:line: ".
Result<Scenario> parse_scenario(std::string file, std::string_view text);

/// What had arrived by then; everything without it.
std::shared_ptr<const CompactFacts> compact(const Scenario& scenario, std::optional<Instant> as_of = {});
Analysis analyse(const Scenario& scenario, std::optional<Instant> as_of = {});

}  // namespace shiptally::metrics::testing
