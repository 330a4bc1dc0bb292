#include "daemon/expose/prometheus/exposition.h"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "daemon/expose/prometheus/family.h"
#include "schema/base/utf8.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

/// Keys point into the catalogue's one array, so they sort in its order.
template <class Instrument>
using Families = std::map<const Metric*, Family<Instrument>>;

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

template <class Instrument>
Family<Instrument>& family_of(Families<Instrument>& families, const Metric& metric) {
  return families.try_emplace(&metric, metric).first->second;
}

template <class Instrument>
void write(ExpositionWriter& out, const Metric& metric, Families<Instrument>& families) {
  const auto found = families.find(&metric);
  if (found != families.end()) found->second.write(out);
}

}  // namespace

struct Exposition::State {
  const std::size_t series_max;
  std::mutex mutex;
  // Protected by mutex; the instruments themselves are thread-safe.
  Families<Counter> counters;
  Families<MoneyCounter> money;
  Families<DurationHistogram> histograms;
  Families<double> gauges;
  std::size_t last_bytes = 0;  ///< of the last scrape

  void count_overflow(const Metric& metric, std::int64_t label_sets) {
    const Metric& overflow = metric_of("shiptally_exposition_overflow_total", MetricType::counter);
    family_of(counters, overflow).get({std::string(metric.name)}).add(label_sets);
  }

  template <class Instrument>
  Instrument& find(Families<Instrument>& families, const Metric& metric, Labels labels) {
    LabelValues values = label_values(metric, labels);
    const std::lock_guard lock(mutex);
    Family<Instrument>& family = family_of(families, metric);
    if (Instrument* known = family.find(values)) return *known;
    if (family.size() >= series_max && !values.empty()) {
      count_overflow(metric, 1);
      values.assign(labels.size(), std::string(kOther));
    }
    return family.get(std::move(values));
  }
};

Exposition::Exposition(std::size_t series_max) : state_(new State{series_max, {}, {}, {}, {}, {}, 0}) {}
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
  struct Fresh {
    Family<double> family;
    std::int64_t left_out = 0;
  };
  std::map<const Metric*, Fresh> fresh;
  for (const GaugeFamily& given : families) {
    const Metric& metric = metric_of(given.metric, MetricType::gauge);
    std::map<LabelValues, double> sorted;
    for (const GaugeSample& sample : given.samples)
      sorted[label_values(metric, std::span<const std::string>(sample.labels))] = sample.value;
    Fresh& next = fresh.insert_or_assign(&metric, Fresh{Family<double>(metric)}).first->second;
    for (const auto& [values, value] : sorted) {
      if (next.family.size() < state_->series_max)
        next.family.get(values) = value;
      else
        ++next.left_out;
    }
  }
  const std::lock_guard lock(state_->mutex);
  for (auto& [metric, next] : fresh) {
    if (next.left_out > 0) state_->count_overflow(*metric, next.left_out);
    state_->gauges.insert_or_assign(metric, std::move(next.family));
  }
}

void Exposition::set_gauge(std::string_view metric, double value) {
  const GaugeFamily family{metric, {{{}, value}}};
  set_gauges({&family, 1});
}

std::string Exposition::render(ExpositionFormat format) const {
  constexpr std::size_t kGrowth = 4096;  // what may have come since the last scrape
  const std::lock_guard lock(state_->mutex);
  ExpositionWriter out(format, state_->last_bytes + kGrowth);
  for (const Metric& metric : exported_metrics()) {
    write(out, metric, state_->counters);
    write(out, metric, state_->money);
    write(out, metric, state_->histograms);
    write(out, metric, state_->gauges);
  }
  std::string text = out.finish();
  state_->last_bytes = text.size();
  return text;
}

}  // namespace shiptally::expose
