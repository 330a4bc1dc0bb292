#include "daemon/metrics/profiles/profile.h"

#include <algorithm>

namespace shiptally::metrics {
namespace {

// Each choice was read from the tool's own code.  Where a tool's notion has no counterpart here, the nearest
// fact stands in, and the text says so.
constexpr Profile kProfiles[] = {
    {
        .name = "dora-1",
        .frequency_text = "Successful deployments per day of the window, days without any count.",
        .lead_text = "Per commit, from authored to the finish of the first successful deployment of that "
                     "service and environment that contains it. Merge commits are left out; a squashed "
                     "change counts as the commits it was made of.",
        .failure_text = "Failed deployments / successful deployments that are not themselves rollbacks. "
                        "Failed is a successful rollout that an incident names, that was undone, that a "
                        "hotfix or revert follows, or that an incident followed before the next one within "
                        "the limit.",
        .recovery_text = "Median over failed deployments, from finish to the earlier of incident resolved "
                         "and remedying deployment finished.",
    },
    {
        .name = "devlake",
        .production_only = true,
        .lead_of = LeadOf::changes_of_diff,
        .lead_average = Average::lower_median,
        .failure_of = FailureOf::incident_in_team,
        .failure_base = FailureBase::successful,
        .recovery_of = RecoveryOf::incident_of_deployment,
        .recovery_average = Average::lower_median,
        .frequency = Frequency::days_a_week,
        .frequency_unit = "days/week",
        .rework = false,
        .frequency_text = "Lower median, over the calendar weeks of the window, of the days with a "
                          "successful production deployment.",
        .lead_text = "Per merged change: coding + opened to merged + merged to deployed, each in minutes "
                     "rounded up, negative ones add nothing. It is deployed by the first deployment (by "
                     "start) whose graph diff to the previous one of its repository holds its merge commit; "
                     "without a previous one there is none. Lower median.",
        .failure_text = "Successful production deployments with an incident / all of them. An incident "
                        "belongs to the last one of its team (DevLake's project) that finished strictly "
                        "before it was opened, however long ago and whatever environment the incident names.",
        .recovery_text = "Lower median, over incidents, from their deployment's finish to resolved.",
    },
    {
        .name = "gitlab",
        .production_only = true,
        .lead_of = LeadOf::changes_brought,
        .lead_negative = Negative::zero,
        .lead_average = Average::daily_medians,
        .failure_of = FailureOf::incidents,
        .failure_base = FailureBase::at_least_one,
        .recovery_of = RecoveryOf::incident,
        .recovery_average = Average::daily_medians,
        .frequency = Frequency::per_calendar_day,
        .rework = false,
        .frequency_text = "Successful production deployments / calendar days of the window.",
        .lead_text = "Per merged change, from merged to the finish of the deployment that brought it. "
                     "Median of the medians of each day.",
        .failure_text = "Incidents opened in the window / deployments (at least 1): it can pass 100 %.",
        .recovery_text = "Per incident resolved in the window, from opened to resolved. Median of the "
                         "medians of each day.",
    },
    {
        .name = "fourkeys",
        .lead_of = LeadOf::named_commits,
        .lead_average = Average::daily_medians,
        .failure_of = FailureOf::named_commits,
        .failure_base = FailureBase::successful,
        .recovery_of = RecoveryOf::issue,
        .recovery_rounding = Rounding::hours_down,
        .recovery_average = Average::median,
        .frequency = Frequency::days_a_week_quarter,
        .frequency_unit = "days/week",
        .rework = false,
        .frequency_text = "Median, over the weeks of the three months before the window's end, of the days "
                          "with a successful deployment.",
        .lead_text = "Per commit that a deployment names, from authored to the deployment's start (its "
                     "finish, where no start is known); it belongs to the day of the finish. Median of the "
                     "medians of each day.",
        .failure_text = "Rows of (commit that a deployment names, incident that names it) / deployments: it "
                        "can pass 100 %.",
        .recovery_text = "Per resolved incident opened in the window, from the earlier of opened and the "
                         "finish of the first deployment whose commit it names, to resolved, in whole hours. "
                         "Median.",
    },
    {
        .name = "middleware",
        .lead_of = LeadOf::changes_merged_since,
        .lead_negative = Negative::zero,
        .lead_average = Average::mean,
        .failure_of = FailureOf::incident_since,
        .failure_base = FailureBase::successful,
        .recovery_of = RecoveryOf::revert,
        .recovery_average = Average::mean,
        .frequency = Frequency::floored,
        .rework = false,
        .frequency_text = "Successful deployments / days of the window, rounded down.",
        .lead_text = "Per change merged in the window, from its first commit to the finish of the first "
                     "deployment of its repository after the merge, once in each service and environment "
                     "that deploys it. Mean.",
        .failure_text = "Deployments with an incident opened after them (or at their finish) and before the "
                        "next one / successful deployments.",
        .recovery_text = "Per deployed change that reverts another, from the merge of the original to the "
                         "merge of the revert, once in each service and environment that deploys it. Mean.",
    },
};

}  // namespace

std::span<const Profile> profiles() { return kProfiles; }

const Profile* find_profile(std::string_view name) {
  const auto at = std::find_if(std::begin(kProfiles), std::end(kProfiles),
                               [&](const Profile& p) { return p.name == name; });
  return at == std::end(kProfiles) ? nullptr : at;
}

}  // namespace shiptally::metrics
