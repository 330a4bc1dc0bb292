// One event a request over 64 connections, acknowledged after its commit.  The reference is the same server
// and the same path storing nothing: a row that repeats is read, found and answered as a duplicate, without
// a byte written.

#include "tests/bench/benchmarks.h"
#include "tests/bench/daemon.h"
#include "tests/bench/request_lines.h"

namespace shiptally::bench {
namespace {

constexpr int kRounds = 3;
constexpr int kConnections = 64;
constexpr std::size_t kRows = 40'000;
constexpr double kP99LimitMs = 5;

}  // namespace

void bench_single() {
  std::vector<double> ours, reference, ratio, p99;
  const auto fresh = bodies(kRows, 1);
  const std::vector<std::string> repeated(kRows, fresh.front());
  for (int round = 0; round < kRounds; ++round) {
    const e2e::TempDir dir;
    const std::string token = make_token(dir);
    const e2e::DaemonProcess daemon(dir.path());
    auto start = Clock::now();
    p99.push_back(percentile(post_all(daemon.port(), token, kConnections, "/v1/requests", fresh), 0.99));
    ours.push_back(kRows / seconds_since(start));
    start = Clock::now();
    post_all(daemon.port(), token, kConnections, "/v1/requests", repeated);
    reference.push_back(kRows / seconds_since(start));
    ratio.push_back(ours.back() / reference.back());
  }
  print("single_events", median(ours), "req/s", median(reference), median(ratio));
  print("single_events_p99", median(p99), "ms", kP99LimitMs, median(p99) / kP99LimitMs);
}

}  // namespace shiptally::bench
