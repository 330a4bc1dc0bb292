#include "tests/faults/name_flood.h"

#include <algorithm>
#include <csignal>
#include <fstream>

#include "schema/base/money.h"
#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"
#include "tests/net/compress.h"

namespace shiptally::faults {
namespace {

using e2e::DaemonProcess;
using e2e::HttpClient;

constexpr std::size_t kRowsInABody = 30'000;
constexpr std::size_t kSeriesMax = 20'000;  // what limits.series is when it is not set
constexpr std::int64_t kInputPico = 3'000'000, kOutputPico = 15'000'000;  // claude-sonnet-4-5, a token

std::int64_t input_tokens(std::size_t i) { return static_cast<std::int64_t>(1'000 + i % 977); }
std::int64_t output_tokens(std::size_t i) { return static_cast<std::int64_t>(100 + i % 101); }

std::string field(const NameFlood& flood, std::size_t i, const std::string& name, std::string value) {
  if (std::find(flood.fields.begin(), flood.fields.end(), name) != flood.fields.end()) {
    // No route of this form is taken for an id.
    value = "name of call number " + std::to_string(i) + ' ';
    value.resize(std::max(value.size(), flood.name_bytes), 'x');
  }
  return "\"" + name + "\":\"" + value + "\",";
}

std::string row(const NameFlood& flood, std::size_t i) {
  const std::string second = std::to_string(i / 1'000 % 60),
                    digits = std::string(2 - second.size(), '0') + second;
  return "{\"id\":\"" + std::to_string(i) + "\",\"ts\":\"2026-11-01T10:00:" + digits + "Z\"," +
         field(flood, i, "service", "web") + field(flood, i, "team", "shop") +
         field(flood, i, "environment", "production") + field(flood, i, "route", "/chat") +
         field(flood, i, "region", "eu") +
         R"("provider":"anthropic","model":"claude-sonnet-4-5","status":200,"latency_ms":900,"input_tokens":)" +
         std::to_string(input_tokens(i)) + ",\"output_tokens\":" + std::to_string(output_tokens(i)) + "}\n";
}

std::string wanted_cost(const NameFlood& flood) {
  Money sum;
  for (std::size_t i = 0; i < flood.requests; ++i)
    sum += Money::from_pico(input_tokens(i) * kInputPico + output_tokens(i) * kOutputPico);
  return sum.str();
}

std::size_t peak_mib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) / 1'024;
  return 0;
}

/// The number behind `name` in a flat JSON or in an exposition; 0 when there is none.
std::size_t number_after(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name);
  return at == std::string::npos ? 0 : std::stoul(text.substr(at + name.size()));
}

/// Sends all of them; how many the answers say were `what`.
std::size_t send(const NameFlood& flood, HttpClient& client, const std::string& what, std::string& trouble) {
  std::size_t counted = 0;
  for (std::size_t begin = 0; begin < flood.requests && trouble.empty(); begin += kRowsInABody) {
    std::string body;
    for (std::size_t i = begin; i < std::min(begin + kRowsInABody, flood.requests); ++i)
      body += row(flood, i);
    const auto answer = client.send("POST", "/v1/requests", tests::gzip(body), "Content-Encoding: gzip\r\n");
    if (!answer)
      trouble = "no answer to a body";
    else if (answer->status != 200)
      trouble = "a body was answered " + std::to_string(answer->status) + " " + answer->body.substr(0, 200);
    else
      counted += number_after(answer->body, "\"" + what + "\":");
  }
  return counted;
}

std::string cost_of_all(HttpClient& client) {
  const auto answer = client.send("GET", "/api/v1/cost?bucket=none&from=2026-11-01&to=2026-11-02");
  if (!answer || answer->status != 200) return {};
  constexpr std::string_view kBefore = "\"cost_usd_exact\":\"";
  const std::size_t begin = answer->body.find(kBefore);
  if (begin == std::string::npos) return {};
  const std::string rest = answer->body.substr(begin + kBefore.size());
  return rest.substr(0, rest.find('"'));
}

std::string make_token(const e2e::TempDir& dir) {
  const auto made = e2e::run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", "flood", "--scope", "ingest,read"});
  return made.out.substr(0, made.out.find('\n'));
}

std::string verdict(const NameFlood& flood, const FloodResult& r) {
  if (!r.trouble.empty()) return r.trouble;
  if (r.accepted != flood.requests) return "not all were accepted";
  if (r.sent_again != flood.requests) return "not all were duplicates the second time";
  if (r.cost != r.wanted_cost) return "the cost is " + r.cost + ", not " + r.wanted_cost;
  if (r.series == 0 || r.series > kSeriesMax + 1) return std::to_string(r.series) + " series in use";
  if (r.exit_code != 0) return "it ended with " + std::to_string(r.exit_code);
  if (r.peak_mib > flood.peak_mib_max)
    return "more memory than " + std::to_string(flood.peak_mib_max) + " MiB";
  if (r.start_mib > flood.start_mib_max)
    return "more memory at the start than " + std::to_string(flood.start_mib_max) + " MiB";
  return {};
}

}  // namespace

FloodResult run(const NameFlood& flood) {
  const e2e::TempDir dir;
  const std::string token = make_token(dir);
  FloodResult result;
  result.wanted_cost = wanted_cost(flood);
  {
    DaemonProcess daemon(dir.path());
    HttpClient client(daemon.port(), token);
    result.accepted = send(flood, client, "accepted", result.trouble);
    if (result.trouble.empty()) result.sent_again = send(flood, client, "duplicate", result.trouble);
    if (const auto metrics = client.send("GET", "/metrics"))
      result.series = number_after(metrics->body, "\nshiptally_series_in_use ");
    result.peak_mib = peak_mib(daemon.pid());
    daemon.signal(SIGTERM);
    result.exit_code = daemon.wait();
  }
  DaemonProcess again(dir.path());
  HttpClient client(again.port(), token);
  if (!client.send("GET", "/metrics")) result.trouble += "; no metrics after the restart";
  result.start_mib = peak_mib(again.pid());
  result.cost = cost_of_all(client);
  result.trouble = verdict(flood, result);
  return result;
}

}  // namespace shiptally::faults
