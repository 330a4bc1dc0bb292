// From a received body to a batch ready for the store, and the counters fed after the commit, against a bare
// simdjson loop over the same bytes that reads each value and keeps none.

#include <simdjson.h>

#include <array>
#include <stdexcept>

#include "collectors/collector.h"
#include "daemon/app/rules.h"
#include "daemon/expose/prometheus/llm_metrics.h"
#include "daemon/ingest/sealer.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/figures.h"
#include "tests/bench/request_lines.h"

namespace shiptally::bench {
namespace {

constexpr int kRounds = 9;
constexpr std::size_t kRows = 100'000;
constexpr std::size_t kRowsPerBody = 1'000;
constexpr Instant kNow = Instant(std::chrono::milliseconds(1'900'000'000'000));  // after every row

constexpr std::array kStages = {"decode_read", "decode_normalise", "decode_seal", "decode_count"};
using Seconds = std::array<double, kStages.size()>;

/// Reads a value whatever its type; nested ones to their leaves.  The sum keeps the compiler honest.
std::size_t touch(simdjson::ondemand::value value) {
  switch (value.type()) {
    case simdjson::ondemand::json_type::object: {
      std::size_t sum = 0;
      for (auto field : value.get_object()) sum += touch(field.value());
      return sum;
    }
    case simdjson::ondemand::json_type::number:
      return static_cast<std::size_t>(value.get_int64());
    case simdjson::ondemand::json_type::string:
      return std::string_view(value.get_string()).size();
    default:
      return 0;
  }
}

double parse_only(const std::vector<std::string>& all) {
  const double start = own_cpu_seconds();
  simdjson::ondemand::parser parser;
  std::size_t sum = 0;
  for (const std::string& body : all)
    for (std::size_t at = 0; at < body.size();) {
      const std::size_t end = body.find('\n', at);
      auto document = parser.iterate(body.data() + at, end - at, body.capacity() - at);
      for (auto field : document.get_object())
        sum += std::string_view(field.unescaped_key()).size(), sum += touch(field.value());
      at = end + 1;
    }
  if (sum == 0) throw std::runtime_error("nothing was read");
  return own_cpu_seconds() - start;
}

class Path {
 public:
  /// Takes one body all the way and adds what each stage took.
  void take(std::string body, Seconds& spent) {
    double last = own_cpu_seconds();
    const auto lap = [&](std::size_t stage) {
      const double now = own_cpu_seconds();
      spent[stage] += now - last;
      last = now;
    };
    FactBatch facts = decode_({std::move(body), {}, kNow}).value().facts;
    lap(0);
    normaliser_->apply(facts);
    lap(1);
    sealer_.seal(facts.requests);
    lap(2);
    std::vector<const Request*> committed;
    for (const Request& row : facts.requests.rows) committed.push_back(&row);
    counters_.add(committed);
    lap(3);
    if (committed.size() != kRowsPerBody || !committed[1]->cost)
      throw std::runtime_error("a row was refused or not priced");
  }

 private:
  static collectors::Collector requests_collector() {
    for (const collectors::Collector& collector : collectors::registry())
      if (collector.path == "/v1/requests") return collector;
    throw std::runtime_error("no collector for requests");
  }

  Result<collectors::Decoded> (*decode_)(collectors::Delivery) = requests_collector().decode;
  std::shared_ptr<const normalise::Normaliser> normaliser_ = app::read_rules({}).value().ingest.normaliser;
  ingest::Sealer sealer_{"a key of thirty-two bytes or more"};
  expose::Exposition exposition_;
  expose::LlmCounters counters_{exposition_};
};

}  // namespace

void bench_decode() {
  const auto all = [] {
    auto out = bodies(kRows, kRowsPerBody);
    for (std::string& body : out) body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
    return out;
  }();
  Path path;
  std::array<std::vector<double>, kStages.size() + 1> ours, ratios;
  std::vector<double> floors;
  const auto us_per_row = [](double seconds) { return seconds / double{kRows} * 1e6; };
  for (int round = 0; round < kRounds; ++round) {
    const double floor = us_per_row(parse_only(all));
    floors.push_back(floor);
    Seconds spent{};
    for (const std::string& body : all) {
      std::string received;
      received.reserve(body.size() + simdjson::SIMDJSON_PADDING);  // as the listener does
      path.take(std::move(received += body), spent);
    }
    double sum = 0;
    for (std::size_t i = 0; i <= kStages.size(); ++i) {
      const double us = i < kStages.size() ? us_per_row(spent[i]) : sum;
      sum += us;
      ours[i].push_back(us);
      ratios[i].push_back(us / floor);
    }
  }
  for (std::size_t i = 0; i <= kStages.size(); ++i)
    print(i < kStages.size() ? kStages[i] : "decode_to_batch", median(ours[i]), "us/row", median(floors),
          median(ratios[i]));
}

}  // namespace shiptally::bench
