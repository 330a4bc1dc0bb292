// NDJSON over HTTP to committed rows with their rollups, against the bare insert loop.

#include <csignal>
#include <filesystem>

#include "tests/bench/benchmarks.h"
#include "tests/bench/daemon.h"
#include "tests/bench/reference.h"
#include "tests/bench/request_lines.h"

namespace shiptally::bench {
namespace {

constexpr int kRounds = 5;
constexpr std::size_t kRows = 400'000;
constexpr int kConnections = 4;

struct Footprint {
  double idle_mib = 0, peak_mib = 0, bytes_per_row = 0;
};

/// Each round measures the reference loop and ours one after the other, so that the ratio holds on a busy
/// machine too.
Footprint ingest(const char* name, std::size_t rows_per_body) {
  std::vector<Rate> ours, reference;
  Footprint footprint;
  const auto all = bodies(kRows, rows_per_body);
  for (int round = 0; round < kRounds; ++round) {
    const e2e::TempDir reference_dir, dir;
    reference.push_back(bare_insert(reference_dir.path(), kRows, 10'000));
    const std::string token = make_token(dir);
    e2e::DaemonProcess daemon(dir.path());
    footprint.idle_mib = memory_mib(daemon.pid(), "VmRSS:");
    const double cpu = cpu_seconds(daemon.pid());
    const auto start = Clock::now();
    post_all(daemon.port(), token, kConnections, "/v1/requests", all);
    const double count = kRows;
    ours.push_back({count / seconds_since(start), (cpu_seconds(daemon.pid()) - cpu) / count * 1e6});
    footprint.peak_mib = std::max(footprint.peak_mib, memory_mib(daemon.pid(), "VmHWM:"));
    daemon.signal(SIGTERM);
    daemon.wait();
    footprint.bytes_per_row =
        static_cast<double>(std::filesystem::file_size(dir.path() / "shiptally.db")) / count;
  }
  print_rates(name, ours, reference);
  return footprint;
}

}  // namespace

void bench_ingest_1000() { ingest("ingest_ndjson_1000", 1'000); }

void bench_ingest_4000() {
  const Footprint footprint = ingest("ingest_ndjson_4000", 4'000);
  print("memory_idle", footprint.idle_mib, "MiB", 32, footprint.idle_mib / 32);
  print("memory_full_ingest_peak", footprint.peak_mib, "MiB", 96, footprint.peak_mib / 96);
  print("disk_per_request", footprint.bytes_per_row, "bytes", 110, footprint.bytes_per_row / 110);
}

}  // namespace shiptally::bench
