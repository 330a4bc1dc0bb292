// The store alone: decoded batches to committed rows with rollups.

#include <future>
#include <stdexcept>

#include "collectors/collector.h"
#include "daemon/store/store.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/reference.h"
#include "tests/bench/request_lines.h"
#include "tests/e2e/daemon_process.h"

namespace shiptally::bench {
namespace {

constexpr int kRounds = 5;
constexpr std::size_t kRows = 200'000;
constexpr Instant kNow = Instant(std::chrono::milliseconds(1'900'000'000'000));  // after every row

const collectors::Collector& requests_collector() {
  for (const collectors::Collector& collector : collectors::registry())
    if (collector.path == "/v1/requests") return collector;
  throw std::runtime_error("no collector for requests");
}

/// Decoded, with a seal for each user and a price, as the normaliser leaves them.
std::vector<FactBatch> batches(std::size_t rows_per_batch, std::size_t services) {
  std::vector<FactBatch> out;
  for (std::string& body : bodies(kRows, rows_per_batch, services)) {
    auto decoded = requests_collector().decode({std::move(body), {}, kNow}).value();
    FactBatch& facts = decoded.facts;
    for (Request& row : facts.requests.rows) {
      row.user = row.user.substr(0, 16);
      row.price_id = "vendor/model@2026-01-01";
      row.cost = CostParts{Money::from_pico(3'000'000 * row.tokens.input),   Money(), Money(), Money(),
                           Money::from_pico(15'000'000 * row.tokens.output), Money()};
    }
    out.push_back(std::move(facts));
  }
  return out;
}

void store(const char* name, std::size_t rows_per_batch, std::size_t services) {
  std::vector<Rate> ours, reference;
  for (int round = 0; round < kRounds; ++round) {
    const e2e::TempDir reference_dir, dir;
    reference.push_back(bare_insert(reference_dir.path(), kRows, rows_per_batch));
    auto all = batches(rows_per_batch, services);
    store::Options options;
    options.directory = dir.path();
    options.now = [] { return kNow; };
    auto opened = store::Store::open(options).value();
    const auto start = Clock::now();
    const double cpu = own_cpu_seconds();
    for (FactBatch& batch : all) {
      std::promise<bool> stored;  // one at a time, so that a batch is a transaction
      if (!opened->submit(std::move(batch),
                          [&](const auto& receipt) {
                            stored.set_value(receipt.has_value() && receipt->accepted == rows_per_batch);
                          }) ||
          !stored.get_future().get())
        throw std::runtime_error("a batch was refused");
    }
    const double count = kRows;
    ours.push_back({count / seconds_since(start), (own_cpu_seconds() - cpu) / count * 1e6});
  }
  print_rates(name, ours, reference);
}

}  // namespace

void bench_store_1000() { store("store_1000", 1'000, 198); }
void bench_store_4000() { store("store_4000", 4'000, 6); }

}  // namespace shiptally::bench
