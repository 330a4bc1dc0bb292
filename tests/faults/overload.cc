#include "tests/faults/overload.h"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <future>
#include <string>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/plain_sql.h"

namespace shiptally::faults {
namespace {

constexpr std::size_t kRowsPerBody = 1000;
constexpr std::int64_t kFirst = 1'793'491'200'000;
constexpr std::chrono::seconds kStopPatience(60);

/// Writes the last digits of a number over a text of that many.
void write_digits(char* at, std::size_t digits, std::uint64_t number) {
  for (; digits > 0; --digits, number /= 10) at[digits - 1] = static_cast<char>('0' + number % 10);
}

/// Request rows, all of one length, so that a further body is made by writing two numbers into each.
class RequestBodies {
 public:
  RequestBodies() {
    for (std::size_t row = 0; row < kRowsPerBody; ++row) text_ += line(row);
    line_bytes_ = text_.size() / kRowsPerBody;
  }
  std::string next() {
    for (std::size_t row = 0; row < kRowsPerBody; ++row, ++serial_) {
      char* const begin = text_.data() + row * line_bytes_;
      write_digits(begin + 7, 12, serial_);
      write_digits(begin + 26, 13, static_cast<std::uint64_t>(kFirst) + serial_ / 4);
    }
    return text_;
  }

 private:
  static std::string line(std::size_t row) {
    const std::string digit = std::to_string(row % 8);
    return R"({"id":"000000000000","ts":0000000000000,"service":"service-)" + digit +
           R"(","team":"core","provider":"anthropic","model":"claude-sonnet-4-5","status":200,"latency_ms":412,)"
           R"("ttft_ms":120,"input_tokens":1830,"output_tokens":212,"cache_read_tokens":900,"route":"/v1/answer",)"
           R"("version":"2026.11.)" +
           digit + "\",\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e473" + digit + "\"}\n";
  }

  std::string text_;
  std::size_t line_bytes_ = 0;
  std::uint64_t serial_ = 0;
};

std::string deployment(std::size_t n) {
  return R"({"id":"d-)" + std::to_string(n) +
         R"(","service":"checkout","status":"success","finished_at":1793491200000})";
}

std::size_t peak_mib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      std::size_t kib = 0;
      status >> kib;
      return kib / 1024;
    }
  return 0;
}

std::string make_token(const std::filesystem::path& data_dir) {
  const auto made = e2e::run_shiptally(
      {"token", "create", "--data-dir", data_dir.string(), "--name", "load", "--scope", "ingest,read"});
  return made.out.substr(0, made.out.find('\n'));
}

std::string write_config(const std::filesystem::path& directory) {
  const std::string file = (directory / "shiptally.yaml").string();
  std::ofstream(file) << "limits: {connections_per_address: 1024}\nretention: {requests: 36500d}\n";
  return file;
}

/// Rows a second that some senders get in who send as fast as they are answered.
double measure(int port, const std::string& token, RequestBodies& bodies, const OverloadPlan& plan,
               OverloadOutcome& outcome) {
  Stream logs{"POST", "/v1/requests", [&](std::size_t) { return bodies.next(); }, 16, 0};
  Load load(port, token, {&logs});
  load.run(plan.measure);
  load.finish(kStopPatience);
  outcome.rows_acknowledged += logs.tally.accepted * kRowsPerBody;
  return static_cast<double>(logs.tally.accepted * kRowsPerBody) / plan.measure.count();
}

void count_rows(const std::filesystem::path& data_dir, OverloadOutcome& outcome) {
  const e2e::PlainSql sql(data_dir);
  outcome.rows_found = static_cast<std::size_t>(sql.integer("SELECT sum(requests) FROM rollup_day"));
  outcome.events_found =
      static_cast<std::size_t>(sql.integer("SELECT count(DISTINCT id) FROM deployment_revision"));
}

/// Sends SIGTERM, and goes on with the load until the daemon has ended.
void stop_under_load(e2e::DaemonProcess& daemon, Load& load, OverloadOutcome& outcome) {
  const auto began = Clock::now();
  daemon.signal(SIGTERM);
  auto ended = std::async(std::launch::async, [&daemon] { return daemon.wait(); });
  const auto over = [&] { return ended.wait_for(std::chrono::seconds(0)) == std::future_status::ready; };
  load.run(kStopPatience, over);
  outcome.stopped_in_seconds = std::chrono::duration<double>(Clock::now() - began).count();
  if (!over()) return;  // the caller's destructor ends it
  outcome.exit_code = ended.get();
  load.finish(std::chrono::seconds(1));
}

std::size_t excess(std::size_t more, std::size_t less) { return more > less ? more - less : 0; }

}  // namespace

std::size_t OverloadOutcome::lost() const {
  return excess(rows_acknowledged, rows_found) + excess(events_acknowledged, events_found);
}

std::size_t OverloadOutcome::out_of_nowhere() const {
  return excess(rows_found, rows_acknowledged + rows_unanswered) +
         excess(events_found, events_acknowledged + events_unanswered);
}

OverloadOutcome overload(const OverloadPlan& plan) {
  OverloadOutcome outcome;
  const e2e::TempDir dir;
  const std::string token = make_token(dir.path());
  e2e::DaemonProcess daemon(dir.path(), write_config(dir.path()));
  RequestBodies bodies;
  outcome.rows_per_second = measure(daemon.port(), token, bodies, plan, outcome);

  Stream logs{"POST", "/v1/requests", [&](std::size_t) { return bodies.next(); }, plan.senders,
              2 * outcome.rows_per_second / kRowsPerBody};
  Stream events{"POST", "/v1/deployments", deployment, 20, 10};
  Stream probes{"GET", "/-/healthy", {}, 4, 10};
  Stream scrapes{"GET", "/metrics", {}, 4, 2};
  Load load(daemon.port(), token, {&logs, &events, &probes, &scrapes});
  load.run(plan.overload);
  outcome.peak_mib = peak_mib(daemon.pid());
  outcome.logs = logs.tally;
  outcome.events = events.tally;
  outcome.probes = probes.tally;
  outcome.scrapes = scrapes.tally;
  stop_under_load(daemon, load, outcome);
  outcome.rows_acknowledged += logs.tally.accepted * kRowsPerBody;
  outcome.rows_unanswered = logs.tally.unanswered * kRowsPerBody;
  outcome.events_acknowledged = events.tally.accepted;
  outcome.events_unanswered = events.tally.unanswered;
  count_rows(dir.path(), outcome);
  return outcome;
}

}  // namespace shiptally::faults
