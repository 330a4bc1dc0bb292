// The first figures: ingest over HTTP against a bare insert loop, dashboard queries, memory, size.
//
//   tests/bench/run            prints a line a benchmark: name value unit reference ratio
//
// Rates are medians of several rounds; each round measures the reference loop and ours one after the
// other, so that the ratio holds on a busy machine too.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "tests/bench/reference.h"
#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"

namespace shiptally::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 5;
constexpr std::size_t kRows = 400'000;
constexpr std::size_t kRowsPerBody = 4'000;
constexpr int kConnections = 2;
constexpr int kQueries = 200;

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

double percentile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

void print(const char* name, double value, const char* unit, double reference, double ratio) {
  std::printf("%-34s %14.2f %-8s %14.2f %8.3f\n", name, value, unit, reference, ratio);
}

/// A request of about 600 bytes with some 22 fields; serial numbers spread over a day.
std::string request_line(std::size_t serial) {
  char text[1024];
  const int length = std::snprintf(
      text, sizeof text,
      R"({"id":"req_01JD%016zu","ts":%zu,"service":"service-%zu","team":"team-%zu","environment":"production",)"
      R"("provider":"%s","model":"%s","route":"/v1/assist/answer","status":%d,"latency_ms":%zu,"ttft_ms":%zu,)"
      R"("input_tokens":%zu,"output_tokens":%zu,"cache_read_tokens":%zu,"cache_write_5m_tokens":%zu,)"
      R"("cache_write_1h_tokens":0,"reasoning_tokens":%zu,"tier":"standard","region":"eu-central-1",)"
      R"("user":"user-%zu@example.org","trace_id":"4bf92f3577b34da6a3ce929d%08zx","version":"2026.11.%zu",)"
      R"("tags":{"feature":"answer","experiment":"control","tenant":"tenant-%zu"}})"
      "\n",
      serial, std::size_t{1'793'491'200'000} + serial * 137 % 86'400'000, serial % 6, serial % 3,
      serial % 2 ? "anthropic" : "openai", serial % 2 ? "claude-sonnet-4-5" : "gpt-4o-mini",
      serial % 50 ? 200 : 429, 300 + serial % 4000, 100 + serial % 500, 200 + serial % 3000,
      20 + serial % 700, serial % 3 ? serial % 5000 : 0, serial % 11 ? 0 : serial % 2000, serial % 20,
      serial % 200, serial, serial % 28, serial % 40);
  return std::string(text, static_cast<std::size_t>(length));
}

std::vector<std::string> bodies(std::size_t first) {
  std::vector<std::string> out;
  for (std::size_t row = 0; row < kRows; row += kRowsPerBody) {
    std::string& body = out.emplace_back();
    for (std::size_t i = row; i < row + kRowsPerBody; ++i) body += request_line(first + i);
  }
  return out;
}

/// Posts every body over a few keep-alive connections; rows acknowledged a second.
double ingest_rows_per_second(int port, const std::string& token, const std::vector<std::string>& all) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  const auto start = Clock::now();
  std::vector<std::thread> senders;
  for (int i = 0; i < kConnections; ++i)
    senders.emplace_back([&] {
      e2e::HttpClient client(port, token);
      for (std::size_t at = 0; (at = next++) < all.size();) {
        const auto answer = client.send("POST", "/v1/requests", all[at]);
        if (!answer || answer->status != 200) failed = true;
      }
    });
  for (std::thread& sender : senders) sender.join();
  if (failed) throw std::runtime_error("a body was refused");
  return static_cast<double>(kRows) / std::chrono::duration<double>(Clock::now() - start).count();
}

/// A figure of /proc/PID/status in MiB.
double memory_mib(pid_t pid, const std::string& field) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.rfind(field, 0) == 0) return std::stod(line.substr(field.size() + 1)) / 1024;
  return 0;
}

std::string make_token(const e2e::TempDir& dir) {
  const auto made = e2e::run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "bench", "--scope", "ingest,read"});
  return made.out.substr(0, made.out.find('\n'));
}

void bench_ingest() {
  std::vector<double> ours, reference, ratios;
  double idle = 0, peak = 0, bytes_per_row = 0;
  for (int round = 0; round < kRounds; ++round) {
    const e2e::TempDir reference_dir, dir;
    reference.push_back(bare_insert_rows_per_second(reference_dir.path(), kRows, 10'000));
    const auto all = bodies(0);
    const std::string token = make_token(dir);
    e2e::DaemonProcess daemon(dir.path());
    idle = memory_mib(daemon.pid(), "VmRSS:");
    ours.push_back(ingest_rows_per_second(daemon.port(), token, all));
    peak = std::max(peak, memory_mib(daemon.pid(), "VmHWM:"));
    ratios.push_back(ours.back() / reference.back());
    daemon.signal(SIGTERM);
    daemon.wait();
    bytes_per_row = static_cast<double>(std::filesystem::file_size(dir.path() / "shiptally.db")) / kRows;
  }
  print("ingest_ndjson", median(ours), "rows/s", median(reference), median(ratios));
  print("memory_idle", idle, "MiB", 32, idle / 32);
  print("memory_full_ingest_peak", peak, "MiB", 96, peak / 96);
  print("disk_per_request", bytes_per_row, "bytes", 110, bytes_per_row / 110);
}

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

}  // namespace
}  // namespace shiptally::bench

int main() {
  std::printf("%-34s %14s %-8s %14s %8s\n", "name", "value", "unit", "reference", "ratio");
  shiptally::bench::bench_ingest();
  shiptally::bench::bench_queries();
  const double binary = static_cast<double>(std::filesystem::file_size(SHIPTALLY_BINARY)) / 1048576;
  shiptally::bench::print("binary_size", binary, "MiB", 1, binary);
}
