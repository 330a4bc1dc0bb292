#include "daemon/expose/exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <map>

#include "schema/catalogue.h"
#include "schema/utf8.h"

namespace shiptally::expose {
namespace {

using LabelValues = std::vector<std::string>;
/// std::map: its nodes stay where they are, so references to counters stay valid, and it is sorted.
template <class Instrument>
using Family = std::map<LabelValues, Instrument>;
/// Keys point into the catalogue's one array, so they sort in its order.
template <class Instrument>
using Families = std::map<const Metric*, Family<Instrument>>;

std::vector<std::string_view> label_names(const Metric& metric) {
  std::vector<std::string_view> out;
  for (std::string_view rest = metric.labels; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    out.push_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return out;
}

[[noreturn]] void bug(const char* what, const Metric& metric) {
  std::fprintf(stderr, "%s: metric %.*s\n", what, static_cast<int>(metric.name.size()), metric.name.data());
  std::abort();
}

const Metric& metric_of(std::string_view name, MetricType type) {
  const Metric& found = metric(name);
  if (found.type != type) bug("used as a wrong type", found);
  return found;
}

/// Label values as text that may be shown, if there are as many as the metric has labels.
template <class Text>
LabelValues label_values(const Metric& metric, std::span<const Text> labels) {
  if (labels.size() != label_names(metric).size()) bug("wrong number of label values", metric);
  LabelValues out;
  for (const Text& label : labels) out.push_back(valid_utf8(label));
  return out;
}

prometheus::MetricType type_of(MetricType type) {
  switch (type) {
    case MetricType::counter:
      return prometheus::MetricType::Counter;
    case MetricType::gauge:
      return prometheus::MetricType::Gauge;
    case MetricType::histogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

void read(const Counter& from, prometheus::ClientMetric& to) {
  to.counter.value = static_cast<double>(from.value());
}

void read(const MoneyCounter& from, prometheus::ClientMetric& to) {
  to.counter.value = from.value().to_double();
}

void read(double from, prometheus::ClientMetric& to) { to.gauge.value = from; }

void read(const DurationHistogram& from, prometheus::ClientMetric& to) {
  const auto counts = from.counts();
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    cumulative += counts[i];
    const bool last = i == DurationHistogram::kBounds.size();
    to.histogram.bucket.push_back(
        {cumulative, last ? std::numeric_limits<double>::infinity() : DurationHistogram::kBounds[i]});
  }
  to.histogram.sample_count = cumulative;
  to.histogram.sample_sum = from.sum_seconds();
}

template <class Instrument>
prometheus::MetricFamily read(const Metric& metric, const Family<Instrument>& family) {
  prometheus::MetricFamily out{std::string(metric.name), std::string(metric.help), type_of(metric.type), {}};
  const auto names = label_names(metric);
  for (const auto& [labels, instrument] : family) {
    prometheus::ClientMetric& series = out.metric.emplace_back();
    for (std::size_t i = 0; i < names.size(); ++i) series.label.push_back({std::string(names[i]), labels[i]});
    read(instrument, series);
  }
  return out;
}

template <class Instrument>
void append(std::vector<prometheus::MetricFamily>& out, const Metric& metric,
            const Families<Instrument>& families) {
  const auto found = families.find(&metric);
  if (found != families.end() && !found->second.empty()) out.push_back(read(metric, found->second));
}

}  // namespace

struct Exposition::State {
  const std::size_t series_max;
  mutable std::mutex mutex;
  // Protected by mutex; the instruments themselves are thread-safe.
  Families<Counter> counters;
  Families<MoneyCounter> money;
  Families<DurationHistogram> histograms;
  Families<double> gauges;

  void count_overflow(const Metric& metric, std::int64_t label_sets) {
    const Metric& overflow = metric_of("shiptally_exposition_overflow_total", MetricType::counter);
    counters[&overflow][{std::string(metric.name)}].add(label_sets);
  }

  template <class Instrument>
  Instrument& find(Families<Instrument>& families, const Metric& metric, Labels labels) {
    LabelValues values = label_values(metric, labels);
    const std::lock_guard lock(mutex);
    Family<Instrument>& family = families[&metric];
    const auto known = family.find(values);
    if (known != family.end()) return known->second;
    if (family.size() < series_max || values.empty()) return family[std::move(values)];
    count_overflow(metric, 1);
    return family[LabelValues(labels.size(), std::string(kOther))];
  }
};

Exposition::Exposition(std::size_t series_max) : state_(new State{series_max, {}, {}, {}, {}, {}}) {}
Exposition::~Exposition() = default;

Counter& Exposition::counter(std::string_view metric, Labels labels) {
  return state_->find(state_->counters, metric_of(metric, MetricType::counter), labels);
}

MoneyCounter& Exposition::money_counter(std::string_view metric, Labels labels) {
  return state_->find(state_->money, metric_of(metric, MetricType::counter), labels);
}

DurationHistogram& Exposition::histogram(std::string_view metric, Labels labels) {
  return state_->find(state_->histograms, metric_of(metric, MetricType::histogram), labels);
}

void Exposition::set_gauges(std::span<const GaugeFamily> families) {
  Families<double> fresh;
  for (const GaugeFamily& family : families) {
    const Metric& known = metric_of(family.metric, MetricType::gauge);
    Family<double>& series = fresh[&known];
    for (const GaugeSample& sample : family.samples)
      series[label_values(known, std::span<const std::string>(sample.labels))] = sample.value;
  }
  const std::lock_guard lock(state_->mutex);
  for (auto& [metric, family] : fresh) {
    std::int64_t left_out = 0;
    for (; family.size() > state_->series_max; ++left_out) family.erase(std::prev(family.end()));
    if (left_out > 0) state_->count_overflow(*metric, left_out);
    state_->gauges[metric] = std::move(family);
  }
}

void Exposition::set_gauge(std::string_view metric, double value) {
  const GaugeFamily family{metric, {{{}, value}}};
  set_gauges({&family, 1});
}

std::string Exposition::text() const {
  std::vector<prometheus::MetricFamily> families;
  {
    const std::lock_guard lock(state_->mutex);
    for (const Metric& metric : exported_metrics()) {
      append(families, metric, state_->counters);
      append(families, metric, state_->money);
      append(families, metric, state_->histograms);
      append(families, metric, state_->gauges);
    }
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace shiptally::expose
