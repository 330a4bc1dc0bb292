// Names without bound: a row for each kind, "name | tried | lost | verdict".  0: all went well.

#include <cstdio>

#include "tests/faults/name_flood.h"

int main() {
  using shiptally::faults::NameFlood;
  const NameFlood kFloods[] = {
      {"routes", {"route"}, 110'000, 60, 320, 96},
      {"services", {"service"}, 110'000, 60, 320, 96},
      {"services, teams and routes", {"service", "team", "route"}, 110'000, 60, 320, 96},
      {"all names, 256 bytes each",
       {"service", "team", "environment", "route", "region"},
       110'000,
       256,
       384,
       96},
      {"services, half a million", {"service"}, 550'000, 60, 320, 96},
  };
  bool ok = true;
  std::printf("%-28s | %8s | %8s | verdict\n", "name", "tried", "lost");
  for (const NameFlood& flood : kFloods) {
    const auto result = shiptally::faults::run(flood);
    ok &= result.trouble.empty();
    std::printf("%-28s | %8zu | %8zu | %s (%zu series, %zu MiB, %zu MiB at the start)\n", flood.name.c_str(),
                flood.requests, flood.requests - result.accepted,
                result.trouble.empty() ? "ok" : result.trouble.c_str(), result.series, result.peak_mib,
                result.start_mib);
    std::fflush(stdout);
  }
  return ok ? 0 : 1;
}
