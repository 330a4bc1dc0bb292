#pragma once
// /metrics: the daemon's own health and current figures, for Prometheus.
//
// Names, types, labels and help come from the catalogue only; asking for a metric that is not there, as a
// wrong type or with a wrong number of label values is a bug and aborts.  Counters are fed where things
// happen: look one up once, keep the reference (valid as long as the Exposition lives), add to it freely.
// Gauges are set as a whole: a series that is not in the new set is gone.
//
// Everything here is thread-safe.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/expose/prometheus/exposition_format.h"
#include "daemon/expose/prometheus/instruments.h"

namespace shiptally::expose {

struct GaugeSample {
  std::vector<std::string> labels;  ///< in the catalogue's order
  double value = 0;
};

/// All current series of one gauge.
struct GaugeFamily {
  std::string_view metric;
  std::vector<GaugeSample> samples;
};

class Exposition {
 public:
  static constexpr std::size_t kSeriesMax = 10'000;
  static constexpr std::string_view kOther = "other";

  /// `series_max`: label sets a metric may have.  Beyond it a counter is the one whose labels are all
  /// "other", and a gauge is left out (the last in order of labels); both are counted.
  explicit Exposition(std::size_t series_max = kSeriesMax);
  ~Exposition();

  using Labels = std::span<const std::string_view>;
  Counter& counter(std::string_view metric, Labels labels = {});
  MoneyCounter& money_counter(std::string_view metric, Labels labels = {});
  DurationHistogram& histogram(std::string_view metric, Labels labels = {});

  /// Replaces the series of each metric named, all at once; other gauges stay.
  void set_gauges(std::span<const GaugeFamily> families);
  /// A gauge without labels.
  void set_gauge(std::string_view metric, double value);

  /// Metrics in the catalogue's order, series in the order of their labels.
  std::string render(ExpositionFormat format = ExpositionFormat::text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shiptally::expose
