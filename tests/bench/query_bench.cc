// A dashboard's questions over a month of a million requests, beside an answer that needs no data.
// tests/bench/scale asks the same of larger histories.

#include "tests/bench/benchmarks.h"
#include "tests/bench/daemon.h"
#include "tests/bench/questions.h"
#include "tests/bench/traffic.h"

namespace shiptally::bench {
namespace {

constexpr int kTimes = 200;
constexpr std::size_t kRows = 1'000'000;

}  // namespace

void bench_queries() {
  const e2e::TempDir dir;
  store_traffic(dir.path(), {0, kRows, kRows});
  store_deliveries(dir.path());
  const std::string token = make_token(dir);
  const e2e::DaemonProcess daemon(dir.path());
  e2e::HttpClient client(daemon.port(), token);
  for (const Asked& asked : ask_dashboard(client, daemon.pid(), kTimes)) {
    print((asked.name + "_p50").c_str(), asked.p50_ms, "ms", asked.healthy_p99_ms,
          asked.p50_ms / asked.healthy_p99_ms);
    print((asked.name + "_p99").c_str(), asked.p99_ms, "ms", asked.healthy_p99_ms,
          asked.p99_ms / asked.healthy_p99_ms);
    print((asked.name + "_cpu").c_str(), asked.cpu_ms, "ms", asked.p50_ms, asked.cpu_ms / asked.p50_ms);
  }
}

}  // namespace shiptally::bench
