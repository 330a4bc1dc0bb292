// A scrape, beside prometheus-cpp's serialiser over the same families.

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <stdexcept>
#include <string>

#include "daemon/expose/prometheus/exposition.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/figures.h"

namespace shiptally::bench {
namespace {

constexpr int kRounds = 5;
constexpr const char* kMetric = "shiptally_llm_tokens_total";
constexpr const char* kLabels[] = {"app", "provider", "model", "token_class"};
constexpr double kSmallLimitMs = 2;

std::vector<std::string> labels(std::size_t serial) {
  return {"service-" + std::to_string(serial / 20), serial % 2 ? "anthropic" : "openai",
          "model-" + std::to_string(serial % 20), "input"};
}

prometheus::MetricFamily family(std::size_t series) {
  prometheus::MetricFamily out{
      kMetric, "Tokens committed since the daemon started", prometheus::MetricType::Counter, {}};
  for (std::size_t i = 0; i < series; ++i) {
    prometheus::ClientMetric& metric = out.metric.emplace_back();
    const auto values = labels(i);
    for (std::size_t l = 0; l < values.size(); ++l) metric.label.push_back({kLabels[l], values[l]});
    metric.counter.value = static_cast<double>(i * 1'000'003);
  }
  return out;
}

/// Milliseconds of a call.
template <class Call>
double time_ms(Call call) {
  const auto start = Clock::now();
  if (call().size() < 1000) throw std::runtime_error("no metrics");
  return seconds_since(start) * 1e3;
}

struct Scrapes {
  double ours_ms = 0, reference_ms = 0, ratio = 0;
};

Scrapes scrape(std::size_t series, expose::ExpositionFormat format) {
  expose::Exposition exposition(series);
  for (std::size_t i = 0; i < series; ++i) {
    const auto values = labels(i);
    const std::vector<std::string_view> views(values.begin(), values.end());
    exposition.counter(kMetric, views).add(static_cast<std::int64_t>(i * 1'000'003));
  }
  const std::vector<prometheus::MetricFamily> families = {family(series)};
  std::vector<double> ours, reference, ratio;
  for (int round = 0; round < kRounds; ++round) {
    reference.push_back(time_ms([&] { return prometheus::TextSerializer().Serialize(families); }));
    ours.push_back(time_ms([&] { return exposition.render(format); }));
    ratio.push_back(reference.back() / ours.back());
  }
  return {median(ours), median(reference), median(ratio)};
}

}  // namespace

/// The ratio is how many times faster we are.
void bench_metrics() {
  using enum expose::ExpositionFormat;
  const Scrapes few = scrape(500, text), many = scrape(100'000, text), open = scrape(100'000, openmetrics);
  print("metrics_500", few.ours_ms, "ms", kSmallLimitMs, few.ours_ms / kSmallLimitMs);
  print("metrics_100000", many.ours_ms, "ms", many.reference_ms, many.ratio);
  print("metrics_100000_openmetrics", open.ours_ms, "ms", open.reference_ms, open.ratio);
}

}  // namespace shiptally::bench
