// Dashboard queries over the demo organisation, beside an answer that needs no data.

#include <stdexcept>

#include "tests/bench/benchmarks.h"
#include "tests/bench/daemon.h"
#include "tests/bench/figures.h"

namespace shiptally::bench {
namespace {

constexpr int kQueries = 200;

}  // namespace

void bench_queries() {
  const e2e::TempDir dir;
  const std::string token = make_token(dir);
  e2e::DaemonProcess daemon(dir.path());
  const auto loaded = e2e::run_shiptally({"demo", "--data-dir", dir.path().string()});
  if (loaded.exit_code != 0) throw std::runtime_error("demo: " + loaded.err);
  e2e::HttpClient client(daemon.port(), token);
  // The daemon's own now: an answer without times ends there.
  const std::string last = client.send("GET", "/api/v1/dora").value().body;
  const long long to_ms = std::stoll(last.substr(last.find("\"end_time\":") + 11));
  const std::string window =
      "from=" + std::to_string(to_ms - 90LL * 24 * 3600 * 1000) + "&to=" + std::to_string(to_ms);
  const auto healthy = [&] { client.send("GET", "/-/healthy"); };
  const auto measure = [&](const char* name, const std::string& target) {
    std::vector<double> took, reference;
    for (int i = 0; i < kQueries; ++i) {
      auto start = Clock::now();
      healthy();
      reference.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
      start = Clock::now();
      const auto answer = client.send("GET", target);
      took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
      if (!answer || answer->status != 200 || answer->body == "[]") throw std::runtime_error(target);
    }
    const double p95 = percentile(took, 0.95), floor = percentile(reference, 0.95);
    print(name, p95, "ms p95", floor, p95 / floor);
  };
  measure("dora_90d_by_service_week", "/api/v1/dora?bucket=week&group_by=service&" + window);
  measure("cost_90d_by_model_day", "/api/v1/cost?bucket=day&group_by=model&" + window);
  measure("latency_90d_by_model_hour", "/api/v1/latency?bucket=hour&group_by=model&" + window);
}

}  // namespace shiptally::bench
