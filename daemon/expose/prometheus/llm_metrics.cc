#include "daemon/expose/prometheus/llm_metrics.h"

#include <cstdint>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "daemon/metrics/requests/usage_rows.h"

namespace shiptally::expose {
namespace {

using KeyView = std::tuple<std::string_view, std::string_view, std::string_view>;

struct KeyHash {
  std::size_t operator()(const KeyView& key) const {
    const std::hash<std::string_view> hash;
    constexpr std::size_t kMix = 0x9E3779B97F4A7C15u;
    return (hash(std::get<0>(key)) * kMix + hash(std::get<1>(key))) * kMix + hash(std::get<2>(key));
  }
};

std::size_t place_of(const KeyView& key) {
  std::size_t out = 0;
  for (const std::string_view text : {std::get<0>(key), std::get<1>(key), std::get<2>(key)})
    out = (out + reinterpret_cast<std::uintptr_t>(text.data())) * 0x9E3779B97F4A7C15u;
  return out >> 32;
}

bool same_place(const KeyView& a, const KeyView& b) {
  const auto same = [](std::string_view x, std::string_view y) {
    return x.data() == y.data() && x.size() == y.size();
  };
  return same(std::get<0>(a), std::get<0>(b)) && same(std::get<1>(a), std::get<1>(b)) &&
         same(std::get<2>(a), std::get<2>(b));
}

KeyView key_of(const Request& row, Fold fold) {
  const Series& s = row.series;
  if (fold == Fold::none) return {s.service, s.provider, s.model};
  const Series left = folded(s, fold, row.cost.has_value());
  return {left.service, left.provider, left.model};
}

std::array<std::int64_t, kTokenClasses> by_class(const Tokens& t) {
  return {t.input, t.cache_read, t.cache_write_5m, t.cache_write_1h, t.output, 0};
}

}  // namespace

/// What one batch adds to one series.
struct LlmCounters::Delta {
  std::int64_t requests = 0;
  std::int64_t unpriced = 0;
  std::array<std::int64_t, kErrorClasses> errors{};
  std::array<std::int64_t, kTokenClasses> tokens{};
  Money cost;

  void add(const Request& row) {
    ++requests;
    if (row.error != ErrorClass::none) ++errors[static_cast<std::size_t>(row.error)];
    const auto row_tokens = by_class(row.tokens);
    for (std::size_t i = 0; i < kTokenClasses; ++i) tokens[i] += row_tokens[i];
    if (row.cost)
      cost += total(*row.cost);
    else
      ++unpriced;
  }
};

void LlmCounters::add(std::span<const Request* const> committed, std::span<const Fold> folds) {
  std::unordered_map<KeyView, Delta, KeyHash> deltas;
  // Rows of one series share its text as a rule, and then where it lies tells as much as what it says.
  struct Recent {
    KeyView key;
    Delta* delta = nullptr;
  };
  std::array<Recent, 32> recent{};
  for (std::size_t i = 0; i < committed.size(); ++i) {
    const Request* row = committed[i];
    if (!row->final || row->retracted) continue;
    const KeyView key = key_of(*row, folds.empty() ? Fold::none : folds[i]);
    Recent& last = recent[place_of(key) % recent.size()];
    if (last.delta == nullptr || !same_place(last.key, key)) last = {key, &deltas[key]};
    last.delta->add(*row);
  }
  for (const auto& [key, delta] : deltas) add(Key(key), delta);
}

void LlmCounters::add(const Key& key, const Delta& delta) {
  auto known = known_.find(key);
  Counters fresh;
  if (known == known_.end()) {
    fresh = open(key);
    // Over the cap the Exposition is asked each time, so that it counts what it turns into "other".
    if (known_.size() < Exposition::kSeriesMax) known = known_.emplace(key, fresh).first;
  }
  Counters& counters = known == known_.end() ? fresh : known->second;
  open_what_occurs(key, delta, counters);
  counters.requests->add(delta.requests);
  counters.unpriced->add(delta.unpriced);
  for (std::size_t i = 1; i < kErrorClasses; ++i) counters.errors[i]->add(delta.errors[i]);
  for (std::size_t i = 0; i < kTokenClasses; ++i)
    if (delta.tokens[i] != 0) counters.tokens[i]->add(delta.tokens[i]);
  if (delta.unpriced < delta.requests) counters.cost->add(delta.cost);
}

LlmCounters::Counters LlmCounters::open(const Key& key) {
  const auto& [app, provider, model] = key;
  const std::array<std::string_view, 3> labels = {app, provider, model};
  Counters out;
  out.requests = &exposition_.counter("shiptally_llm_requests_total", labels);
  out.unpriced = &exposition_.counter("shiptally_llm_unpriced_requests_total", labels);
  // From 0, so that a rate sees the first error.
  for (std::size_t i = 1; i < kErrorClasses; ++i) {
    const std::array<std::string_view, 4> with_class = {app, provider, model,
                                                        name(static_cast<ErrorClass>(i))};
    out.errors[i] = &exposition_.counter("shiptally_llm_errors_total", with_class);
  }
  return out;
}

void LlmCounters::open_what_occurs(const Key& key, const Delta& delta, Counters& counters) {
  const auto& [app, provider, model] = key;
  for (std::size_t i = 0; i < kTokenClasses; ++i) {
    if (delta.tokens[i] == 0 || counters.tokens[i] != nullptr) continue;
    const std::array<std::string_view, 4> labels = {app, provider, model, name(static_cast<TokenClass>(i))};
    counters.tokens[i] = &exposition_.counter("shiptally_llm_tokens_total", labels);
  }
  // Unpriced is not free: no cost before the first priced request.
  if (counters.cost != nullptr || delta.unpriced == delta.requests) return;
  const std::array<std::string_view, 3> labels = {app, provider, model};
  counters.cost = &exposition_.money_counter("shiptally_llm_cost_usd_total", labels);
}

GaugeFamily llm_latency_gauges(std::span<const metrics::UsageGroup> groups) {
  constexpr std::array<const char*, metrics::kQuantiles.size()> kPercentiles = {"50", "90", "95", "99"};
  constexpr double kMsPerSecond = 1000.0;
  GaugeFamily out{"shiptally_llm_latency_seconds", {}};
  for (const metrics::LatencyRow& row : metrics::latency_rows(groups))
    for (std::size_t i = 0; i < kPercentiles.size(); ++i) {
      if (!row.latency_ms[i]) continue;
      GaugeSample sample{row.key.values, *row.latency_ms[i] / kMsPerSecond};
      sample.labels.emplace_back(kPercentiles[i]);
      out.samples.push_back(std::move(sample));
    }
  return out;
}

}  // namespace shiptally::expose
