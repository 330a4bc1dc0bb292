// Delivery figures over a year of a large organisation: by service and week.
//
// Cold is what a dashboard meets that asks right after a start or after a new deployment: facts read,
// analysed and answered.  The reference is a plain loop of sqlite3_step over the same rows that reads the
// columns which the figures need, and does nothing with them.

#include <sqlite3.h>

#include <csignal>
#include <stdexcept>

#include "daemon/expose/tables/delivery_table.h"
#include "daemon/expose/tables/json.h"
#include "daemon/queries/analyses.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/daemon.h"
#include "tests/bench/delivery_facts.h"

namespace shiptally::bench {
namespace {

constexpr int kRounds = 5;
constexpr double kColdLimitMs = 300, kWarmLimitMs = 60;
constexpr Millis kDeadline = std::chrono::seconds(60);
constexpr const char* kColumns[] = {
    "source, id, service, environment, team, status, kind, version, commits, started_ms, finished_ms, "
    "remedies "
    "FROM deployment_revision",
    "source, id, service, environment, opened_ms, resolved_ms, deployment, external FROM incident_revision",
    "repo, sha, parents, authored_ms FROM commit_revision"};

double milliseconds_since(Clock::time_point start) { return seconds_since(start) * 1e3; }

double scan(const std::filesystem::path& directory) {
  sqlite3* db = nullptr;
  if (sqlite3_open_v2((directory / "shiptally.db").c_str(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    throw std::runtime_error("open");
  const auto start = Clock::now();
  std::int64_t sum = 0;
  for (const char* columns : kColumns) {
    sqlite3_stmt* select = nullptr;
    sqlite3_prepare_v2(db, (std::string("SELECT ") + columns).c_str(), -1, &select, nullptr);
    const int count = sqlite3_column_count(select);
    while (sqlite3_step(select) == SQLITE_ROW)
      for (int i = 0; i < count; ++i)
        sum += sqlite3_column_type(select, i) == SQLITE_TEXT ? *sqlite3_column_text(select, i)
                                                             : sqlite3_column_int64(select, i);
    sqlite3_finalize(select);
  }
  const double took = milliseconds_since(start);
  sqlite3_close(db);
  if (sum == 0) throw std::runtime_error("nothing was stored");
  return took;
}

/// What the endpoint does, without HTTP.
void measure_in_process(const std::filesystem::path& directory, const std::string& name) {
  const auto reader = store::Reader::open(directory).value();
  Query query;
  query.window = kYear;
  query.bucket = Bucket::week;
  query.group_by = {Dimension::service};
  std::vector<double> cold, warm, reference;
  for (int round = 0; round < kRounds; ++round) {
    reference.push_back(scan(directory));
    const auto snapshot = reader->begin(kDeadline).value();
    queries::AnalysisCache cache;
    const auto ask = [&] {
      const auto start = Clock::now();
      const auto analysis = cache.get(*snapshot, 0, std::nullopt, {}).value();
      if (expose::to_json(expose::dora_table(metrics::figure_rows(*analysis, query).value(), query.group_by))
              .size() < 1000)
        throw std::runtime_error("no answer");
      return milliseconds_since(start);
    };
    cold.push_back(ask());
    warm.push_back(ask());
  }
  const double scanned = median(reference);
  print((name + "_cold").c_str(), median(cold), "ms", scanned, median(cold) / scanned);
  print((name + "_warm").c_str(), median(warm), "ms", scanned, median(warm) / scanned);
}

double ask(e2e::HttpClient& client) {
  const std::string target =
      "/api/v1/dora?bucket=week&group_by=service&from=" + std::to_string(to_ms(kYear.from)) +
      "&to=" + std::to_string(to_ms(kYear.to));
  const auto start = Clock::now();
  const auto answer = client.send("GET", target);
  const double took = milliseconds_since(start);
  if (!answer || answer->status != 200 || answer->body.size() < 1000) throw std::runtime_error(target);
  return took;
}

/// Over HTTP: from the daemon's start to the first answer, the first answer after a new deployment, and any
/// other.
void measure_daemon(const e2e::TempDir& dir, const std::string& token) {
  std::vector<double> started, changed, warm;
  double memory = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = Clock::now();
    e2e::DaemonProcess daemon(dir.path());
    e2e::HttpClient client(daemon.port(), token);
    ask(client);
    started.push_back(milliseconds_since(start));
    warm.push_back(ask(client));
    const std::string serial = std::to_string(round);
    const auto posted = client.send(
        "POST", "/v1/deployments",
        "{\"id\":\"new-" + serial + "\",\"service\":\"service-1\",\"version\":\"new-" + serial +
            "\",\"status\":\"success\",\"finished_at\":" + std::to_string(to_ms(kYear.from) + round) + "}");
    if (!posted || posted->status != 200) throw std::runtime_error("a deployment was refused");
    changed.push_back(ask(client));
    memory = std::max(memory, memory_mib(daemon.pid(), "VmRSS:"));
    daemon.signal(SIGTERM);
    daemon.wait();
  }
  print("dora_daemon_start_to_answer", median(started), "ms", kColdLimitMs, median(started) / kColdLimitMs);
  print("dora_daemon_new_deployment", median(changed), "ms", kColdLimitMs, median(changed) / kColdLimitMs);
  print("dora_daemon_warm", median(warm), "ms", kWarmLimitMs, median(warm) / kWarmLimitMs);
  print("dora_daemon_memory", memory, "MiB", 96, memory / 96);
}

}  // namespace

void bench_dora() {
  const e2e::TempDir dir;
  const std::string token = make_token(dir);
  store_delivery(dir.path(), {.deployments = 1'000'000, .incidents = 100'000, .commits = 0, .services = 200});
  measure_in_process(dir.path(), "dora_1m_deployments");
  measure_daemon(dir, token);
}

void bench_dora_commits() {
  const e2e::TempDir dir;
  store_delivery(dir.path(),
                 {.deployments = 10'000, .incidents = 1'000, .commits = 1'000'000, .services = 20});
  measure_in_process(dir.path(), "dora_1m_commits");
}

}  // namespace shiptally::bench
