#pragma once
// Stories in a small language: what happened, and what the figures must say.  One statement a line; "#"
// begins a comment.  A time is "10:00", "3+10:00" (three days later) or RFC 3339; day 0 is Monday 2026-03-02,
// UTC.
//
//   window   FROM TO                  default: day 0 to day 7      tz ZONE · bucket NAME · group_by
//   DIMENSION… limit    24h                      how long after a deployment an incident may be its fault
//   commit   SHA AUTHORED [PARENT…]   "root": no parents; nothing: parents unknown; repo=NAME
//   baseline SERVICE VERSION TIME     commit=SHA,… env=NAME
//   deploy   SERVICE VERSION TIME ok|failed|running|cancelled
//            commit=SHA,… repo=NAME (default "main"; or commit=repo@SHA) env=NAME (default "production")
//            kind=NAME remedies=ID team=NAME id=ID source=NAME started=TIME; VERSION "-" is none
//   incident ID SERVICE OPENED RESOLVED|open      cause=TEXT env=NAME external
//   filter   DIMENSION VALUE…
//   expect   FIGURE VALUE [bucket=N] [in=GROUP]   bucket counts from 1; see figures.h for the figures
//
// A deployment without id= is called SERVICE-VERSION, with "#2" from the second of that name on.

#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/delivery.h"

namespace shiptally::metrics::testing {

struct Expectation {
  int line = 0;
  std::string figure, value;
  std::string group;  ///< empty: any
  std::size_t bucket = 1;
};

struct Scenario {
  std::string file;
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Incident> incidents;
  Query query;
  Millis incident_limit = kIncidentLimit;
  std::vector<Expectation> expectations;

  DeliveryFacts facts() const { return {deployments, commits, incidents}; }
};

/// An error begins with "file:line: ".
Result<Scenario> parse_scenario(std::string file, std::string_view text);

}  // namespace shiptally::metrics::testing
