// tests/faults/overload [SECONDS]: twice the load that the daemon can take, for five minutes.

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "tests/faults/overload.h"

namespace shiptally::faults {
namespace {

void print(const char* name, const Tally& tally) {
  std::printf("%-14s %9zu %9zu %9zu %9zu %9.1f %9.1f %9.1f\n", name, tally.accepted, tally.refused,
              tally.failed + tally.unanswered, tally.not_sent, quantile(tally.accepted_ms, 0.5),
              quantile(tally.accepted_ms, 0.99), quantile(tally.accepted_ms, 1));
}

int run(const OverloadPlan& plan) {
  const OverloadOutcome outcome = overload(plan);
  std::printf("it could take %.0f rows/s; twice as many for %.0f s over %zu connections\n",
              outcome.rows_per_second, plan.overload.count(), plan.senders);
  std::printf("%-14s %9s %9s %9s %9s %9s %9s %9s\n", "", "accepted", "refused", "failed", "not sent",
              "p50 ms", "p99 ms", "max ms");
  print("1,000 requests", outcome.logs);
  print("a deployment", outcome.events);
  print("/-/healthy", outcome.probes);
  print("/metrics", outcome.scrapes);
  std::printf("peak memory %zu MiB; stopped under load in %.1f s, exit code %d\n", outcome.peak_mib,
              outcome.stopped_in_seconds, outcome.exit_code);
  std::printf("acknowledged %zu rows and %zu deployments: lost %zu, from nowhere %zu\n",
              outcome.rows_acknowledged, outcome.events_acknowledged, outcome.lost(),
              outcome.out_of_nowhere());
  const bool good = outcome.lost() == 0 && outcome.out_of_nowhere() == 0 && outcome.exit_code == 0;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace shiptally::faults

int main(int count, char** words) try {
  shiptally::faults::OverloadPlan plan;
  if (count > 1) plan.overload = std::chrono::duration<double>(std::atof(words[1]));
  return shiptally::faults::run(plan);
} catch (const std::exception& failure) {
  std::fprintf(stderr, "overload: %s\n", failure.what());
  return 1;
}
