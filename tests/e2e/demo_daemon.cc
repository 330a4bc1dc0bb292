#include "tests/e2e/demo_daemon.h"

#include <fstream>

namespace shiptally::e2e {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

std::string make_token(const TempDir& dir) {
  std::string token = run_shiptally({"token", "create", "--data-dir", dir.path().string(), "--name", "test",
                                     "--scope", "ingest,read"})
                          .out;
  return token.substr(0, token.find('\n'));
}

/// The SQL that these tests hold against the daemon knows repairs by their marks only.
std::string marks_only(const TempDir& dir) {
  const auto file = dir.path() / "shiptally.yaml";
  std::ofstream(file) << "delivery:\n  hotfix_branches: []\n  revert_branches: []\n";
  return file.string();
}

}  // namespace

DemoDaemon::DemoDaemon()
    : token_(make_token(dir_)),
      daemon_(dir_.path(), marks_only(dir_)),
      client_(daemon_.port(), token_),
      sql_(dir_.path()) {
  const Finished demo =
      run_shiptally({"demo", "--data-dir", dir_.path().string(), "--requests-per-day", "300"});
  if (demo.exit_code != 0) throw std::runtime_error("demo: " + demo.err);
}

std::vector<JsonRow> DemoDaemon::get(const std::string& target) {
  const auto answer = client_.send("GET", target);
  if (!answer || answer->status != 200)
    throw std::runtime_error(target + ": " + (answer ? answer->body : "no answer"));
  return FlatJson::rows(answer->body);
}

std::vector<Span> DemoDaemon::spans() const {
  const std::int64_t first = sql_.integer("SELECT min(ts_ms) FROM request") / kDayMs * kDayMs;
  const std::int64_t last = (sql_.integer("SELECT max(ts_ms) FROM request") / kDayMs + 1) * kDayMs;
  return {{first, last},
          {first + 20 * kDayMs + 12'345'678, first + 61 * kDayMs + 45'296'789},
          {first + 33 * kDayMs + 36'061'001, first + 33 * kDayMs + 57'899'999}};
}

std::optional<double> number(const JsonRow& row, std::string_view column) {
  const auto at = row.find(column);
  if (at == row.end()) throw std::runtime_error("no column " + std::string(column));
  if (at->second == "null") return std::nullopt;
  return std::stod(at->second);
}

std::int64_t integer(const JsonRow& row, std::string_view column) {
  const auto at = row.find(column);
  if (at == row.end()) throw std::runtime_error("no column " + std::string(column));
  return std::stoll(at->second);
}

}  // namespace shiptally::e2e
