// `shiptally import requests` of one large NDJSON file into an empty directory, deduplicated and rolled up,
// against DuckDB's read_json of the same file into a table, two threads each.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "source_dir.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/child.h"
#include "tests/bench/figures.h"
#include "tests/bench/request_lines.h"
#include "tests/temp_dir.h"

namespace shiptally::bench {
namespace {

constexpr int kRounds = 5;
constexpr std::size_t kRows = 5'000'000;
constexpr std::size_t kServices = 6;

/// SHIPTALLY_BENCH_ROWS makes the file smaller, for a quick look.
std::size_t rows_wanted() {
  const char* rows = std::getenv("SHIPTALLY_BENCH_ROWS");
  return rows == nullptr ? kRows : static_cast<std::size_t>(std::strtoull(rows, nullptr, 10));
}

void write_requests(const std::string& file, std::size_t rows) {
  std::ofstream out(file, std::ios::binary);
  for (std::size_t row = 0; row < rows; ++row) out << request_line(row, kServices);
  out.close();
  if (!out) throw std::runtime_error(file + ": cannot write");
}

Ended import_with_ours(const std::string& file, std::size_t rows) {
  const tests::TempDir dir;
  Ended ended = run_child({SHIPTALLY_BINARY, "import", "requests", file, "--data-dir", dir.path().string()});
  const std::string wanted = "accepted " + std::to_string(rows) + ", duplicate 0, rejected 0;";
  if (!ended.out.starts_with(wanted)) throw std::runtime_error("import: " + ended.out);
  return ended;
}

Ended import_with_duckdb(const std::string& file, std::size_t rows) {
  const tests::TempDir dir;
  const std::string script = SHIPTALLY_SOURCE_DIR "/tests/bench/peers/duckdb_import.mjs";
  Ended ended = run_child({"node", script, file, dir.file("peer.duckdb")});
  if (ended.out != std::to_string(rows) + "\n") throw std::runtime_error("duckdb: " + ended.out);
  return ended;
}

Rate rate_of(const Ended& ended, std::size_t rows) {
  const auto count = static_cast<double>(rows);
  return {count / ended.seconds, ended.cpu_seconds / count * 1e6};
}

}  // namespace

void bench_import() {
  if (std::getenv("SHIPTALLY_BENCH_NPM") == nullptr)
    throw std::runtime_error("import: no DuckDB to compare with; start it by tests/bench/run");
  const std::size_t rows = rows_wanted();
  const tests::TempDir dir;
  const std::string file = dir.file("requests.ndjson");
  write_requests(file, rows);
  std::vector<Rate> ours, reference;
  std::vector<double> peak, peak_reference;
  for (int round = 0; round < kRounds; ++round) {
    const Ended theirs = import_with_duckdb(file, rows), mine = import_with_ours(file, rows);
    reference.push_back(rate_of(theirs, rows));
    ours.push_back(rate_of(mine, rows));
    peak_reference.push_back(theirs.peak_mib);
    peak.push_back(mine.peak_mib);
  }
  print_rates("import_ndjson", ours, reference);
  print("import_peak_memory", median(peak), "MiB", median(peak_reference),
        median(peak) / median(peak_reference));
}

}  // namespace shiptally::bench
