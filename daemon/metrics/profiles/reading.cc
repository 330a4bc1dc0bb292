#include "daemon/metrics/profiles/reading.h"

#include "daemon/metrics/profiles/profile_failures.h"
#include "daemon/metrics/profiles/profile_leads.h"
#include "daemon/metrics/profiles/profile_recoveries.h"

namespace shiptally::metrics {

Reading::Reading(const Analysis& of) : Reading(of, profiles().front()) {}

Reading::Reading(const Analysis& of, const Profile& by, const Interruption& interruption)
    : analysis(of), profile(by) {
  if (profile.ours()) return;
  leads = find_leads(of, by);
  interruption.check();
  named = by.failure_of == FailureOf::named_commits ? named_rows(of) : std::vector<NamedRow>();
  own_verdicts = judge_as(of, by);
  interruption.check();
  restored = find_restored(*this);
}

}  // namespace shiptally::metrics
