#include "tests/bench/traffic.h"

#include <array>
#include <atomic>
#include <cmath>
#include <future>
#include <stdexcept>
#include <string>

#include "daemon/store/store.h"

namespace shiptally::bench {
namespace {

constexpr std::size_t kBatchRows = 10'000, kBatchesUnderWay = 3;
constexpr Instant kNow = kHistory.to + std::chrono::hours(1);

/// A different, evenly spread number for each serial (splitmix64).
std::uint64_t mix(std::uint64_t serial) {
  serial += 0x9E3779B97F4A7C15u;
  serial = (serial ^ (serial >> 30)) * 0xBF58476D1CE4E5B9u;
  serial = (serial ^ (serial >> 27)) * 0x94D049BB133111EBu;
  return serial ^ (serial >> 31);
}

/// Latencies in microseconds, in equal shares: a hump of cached answers about 90 ms, one of generated ones
/// about 2 s with a long tail.
std::array<std::int64_t, 4096> latencies() {
  std::array<std::int64_t, 4096> out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double a = static_cast<double>(mix(i) >> 11) * 0x1p-53,
                 b = static_cast<double>(mix(~i) >> 11) * 0x1p-53;
    const double normal = std::sqrt(-2 * std::log(1 - a)) * std::cos(6.283185307179586 * b);
    out[i] = static_cast<std::int64_t>(i % 4 == 0 ? 90'000 * std::exp(0.25 * normal)
                                                  : 2e6 * std::exp(0.6 * normal));
  }
  return out;
}

/// Names of the series and of what else repeats; the rows' views point here.
struct Cast {
  std::vector<std::array<std::string, 3>> names;  ///< service, environment, model
  std::vector<std::string> versions, tags;

  explicit Cast(std::size_t series) {
    for (std::size_t i = 0; i < series; ++i)
      names.push_back({"service-" + std::to_string(i / 8), i / 4 % 2 ? "staging" : "production",
                       "model-" + std::to_string(i % 4)});
    for (int i = 0; i < 28; ++i) versions.push_back("1." + std::to_string(i) + ".0");
    for (int i = 0; i < 40; ++i) tags.push_back("{\"tenant\":\"t-" + std::to_string(i) + "\"}");
  }
  Series series(std::uint64_t chance) const {
    const double share = static_cast<double>(chance % 10'000) / 10'000;
    const auto& name =
        names[static_cast<std::size_t>(share * std::sqrt(share) * static_cast<double>(names.size()))];
    return {name[0], "core", name[1], "anthropic", name[2], "/chat", "", "eu"};
  }
};

Request row_of(const Cast& cast, std::size_t serial, std::size_t of, RequestBatch& batch) {
  static const auto kLatencies = latencies();
  const std::uint64_t a = mix(serial), b = mix(a), c = mix(b);
  const auto span = static_cast<double>(kHistory.length().count());
  Request row;
  row.ts = kHistory.from +
           Millis(static_cast<std::int64_t>(span * static_cast<double>(serial) / static_cast<double>(of)));
  row.id = {a, b};
  row.series = cast.series(c);
  row.status = c % 53 ? 200 : 429;
  if (c % 53 == 0) row.error = ErrorClass::rate_limited;
  row.latency_us = kLatencies[(c >> 20) % kLatencies.size()] + static_cast<std::int64_t>(b % 1000);
  if (c % 3) row.ttft_us = row.latency_us / 4;
  row.tokens.input = static_cast<std::int64_t>(200 + a % 3000);
  row.tokens.cache_read = static_cast<std::int64_t>(c % 3 ? b % 5000 : 0);
  row.tokens.output = static_cast<std::int64_t>(20 + b % 700);
  row.price_id = "anthropic/model@2026-01-01";
  row.cost = CostParts{Money::from_pico(3'000'000 * row.tokens.input),
                       Money::from_pico(300'000 * row.tokens.cache_read),
                       Money(),
                       Money(),
                       Money::from_pico(15'000'000 * row.tokens.output),
                       Money()};
  std::string bytes(48, '\0');
  for (std::size_t i = 0; i < 16; ++i) bytes[i] = static_cast<char>(mix(c % 200) >> (i % 8 * 8));
  for (std::size_t i = 0; i < 32; ++i)
    bytes[16 + i] = "0123456789abcdef"[(i < 16 ? a : b) >> (i % 16 * 4) & 15];
  const std::string_view kept = batch.keep(std::move(bytes));
  row.user = kept.substr(0, 16);
  row.trace_id = kept.substr(16);
  row.version = cast.versions[a % cast.versions.size()];
  row.tags = cast.tags[b % cast.tags.size()];
  return row;
}

std::unique_ptr<store::Store> open(const std::filesystem::path& directory) {
  store::Options options;
  options.directory = directory;
  options.now = [] { return kNow; };
  return store::Store::open(std::move(options)).value();
}

void submit(store::Store& store, FactBatch batch, std::promise<void>& done) {
  const std::size_t rows = batch.size();
  const auto taken = store.submit(std::move(batch), [rows, &done](const Result<Receipt>& receipt) {
    if (receipt.has_value() && receipt->accepted == rows) return done.set_value();
    done.set_exception(std::make_exception_ptr(std::runtime_error("a batch was refused")));
  });
  if (taken.has_error()) throw std::runtime_error(taken.error().message);
}

}  // namespace

Rate store_traffic(const std::filesystem::path& directory, Stretch rows, std::size_t series) {
  const Cast cast(series);
  const auto store = open(directory);
  std::array<std::promise<void>, kBatchesUnderWay> stored;
  const auto start = Clock::now();
  const double cpu = own_cpu_seconds();
  std::size_t batches = 0;
  for (std::size_t sent = 0; sent < rows.count; ++batches) {
    FactBatch batch;
    batch.source = "bench";
    for (; sent < rows.count && batch.requests.rows.size() < kBatchRows; ++sent)
      batch.requests.rows.push_back(row_of(cast, rows.first + sent, rows.of, batch.requests));
    std::promise<void>& done = stored[batches % kBatchesUnderWay];
    if (batches >= kBatchesUnderWay) done.get_future().get();
    done = std::promise<void>();
    submit(*store, std::move(batch), done);
  }
  for (std::size_t i = batches - std::min(batches, kBatchesUnderWay); i < batches; ++i)
    stored[i % kBatchesUnderWay].get_future().get();
  const auto count = static_cast<double>(rows.count);
  return {count / seconds_since(start), (own_cpu_seconds() - cpu) / count * 1e6};
}

void store_deliveries(const std::filesystem::path& directory) {
  constexpr int kDeployments = 600;
  FactBatch batch;
  batch.source = "bench";
  for (int i = 0; i < kDeployments; ++i) {
    Deployment& d = batch.deployments.emplace_back();
    d.key = {"bench", std::to_string(i)};
    d.service = "service-" + std::to_string(i % 12);
    d.environment = "production";
    d.version = "1." + std::to_string(i);
    d.finished = kHistory.from + kHistory.length() * i / kDeployments;
    if (i % 10 != 0) continue;
    Incident& incident = batch.incidents.emplace_back();
    incident.key = {"bench", std::to_string(i)};
    incident.service = d.service;
    incident.environment = d.environment;
    incident.opened = *d.finished + std::chrono::minutes(10);
    incident.resolved = *d.finished + std::chrono::minutes(50);
  }
  const auto store = open(directory);
  std::promise<void> done;
  submit(*store, std::move(batch), done);
  done.get_future().get();
}

}  // namespace shiptally::bench
