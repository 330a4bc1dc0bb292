#pragma once
// Profiles: versioned sets of definitions.  dora-1 is ours (README.md); the others give the numbers of other
// tools from the same facts, for teams that move over, so that one can see where the tools differ.
//
// A profile is a row of choices; the figures are the same functions for all.  What a profile does not know
// (rework in DevLake) is none.  A change of a row's meaning is a new version.

#include <optional>
#include <span>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::metrics {

/// What is observed, from when to when, and which instant decides the window.
enum class LeadOf : std::uint8_t {
  new_commits,      ///< commits not contained in any earlier deployment, from authored to finished
  named_commits,    ///< commits that the event names, each time, from authored to started
  changes_of_diff,  ///< changes between the previous deployment and this one, first by start: their cycle
  changes_brought,  ///< changes whose merge commit it is the first to contain, from merged to finished
  changes_merged_since,  ///< changes merged since the deployment before, from first commit; by their merge
};
enum class Negative : std::uint8_t { excluded, zero };
enum class Average : std::uint8_t { median, lower_median, mean, daily_medians };
enum class FailureOf : std::uint8_t { dora, incident_in_team, incident_since, incidents, named_commits };
enum class FailureBase : std::uint8_t { no_rollbacks, successful, at_least_one };
enum class RecoveryOf : std::uint8_t { failed_deployment, incident_of_deployment, incident, issue, revert };
enum class Frequency : std::uint8_t { per_day, per_calendar_day, floored, days_a_week, days_a_week_quarter };
enum class Rounding : std::uint8_t { none, hours_down };

struct Profile {
  std::string_view name;
  int version = 1;
  bool production_only = false;  ///< knows the environment "production" only
  LeadOf lead_of = LeadOf::new_commits;
  Negative lead_negative = Negative::excluded;
  Average lead_average = Average::median;
  FailureOf failure_of = FailureOf::dora;
  FailureBase failure_base = FailureBase::no_rollbacks;
  RecoveryOf recovery_of = RecoveryOf::failed_deployment;
  Rounding recovery_rounding = Rounding::none;
  Average recovery_average = Average::median;
  Frequency frequency = Frequency::per_day;
  std::string_view frequency_unit = "1/day";
  bool rework = true;  ///< whether it knows deployments that repair
  // What it says, in prose, of each of its figures.
  std::string_view frequency_text, lead_text, failure_text, recovery_text;

  bool ours() const { return failure_of == FailureOf::dora; }
};

/// All of them, dora-1 first.
std::span<const Profile> profiles();

/// Asks for every profile, side by side; understood by /api/v1/dora only.
inline constexpr std::string_view kAllProfiles = "all";

/// Null for a name that nobody knows.
const Profile* find_profile(std::string_view name);

}  // namespace shiptally::metrics
