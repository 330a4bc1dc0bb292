#pragma once
// The series of one metric and what a scrape shows of them.

#include <deque>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include "daemon/expose/prometheus/exposition_format.h"

namespace shiptally::expose {

using LabelValues = std::vector<std::string>;  ///< in the catalogue's order

/// Series by their labels.  An instrument stays where it is as long as the family lives.  What a line begins
/// with is rendered once and laid side by side, so that a scrape walks over two arrays, not over a tree.  Not
/// thread-safe, but for the instruments themselves.
template <class Instrument>
class Family {
 public:
  explicit Family(const Metric& metric) : metric_(&metric), names_(label_names(metric)) {}

  std::size_t size() const { return by_labels_.size(); }
  /// None when there is no such series.
  Instrument* find(const LabelValues& values) {
    const auto known = by_labels_.find(values);
    return known == by_labels_.end() ? nullptr : known->second;
  }
  Instrument& get(LabelValues values) {
    if (Instrument* known = find(values)) return *known;
    lines_.clear();
    Instrument& fresh = instruments_.emplace_back();
    by_labels_.emplace(std::move(values), &fresh);
    return fresh;
  }

  /// In the order of the labels; nothing where there is no series.
  void write(ExpositionWriter& out) {
    if (by_labels_.empty()) return;
    if (lines_.empty()) render_lines();
    out.family(*metric_);
    const char* begin = text_.data();
    for (const Line& line : lines_) {
      out.series({begin, line.text_size}, *line.instrument);
      begin += line.text_size;
    }
  }

 private:
  struct Line {
    std::size_t text_size;
    const Instrument* instrument;
  };

  void render_lines() {
    text_.clear();
    lines_.reserve(by_labels_.size());
    for (const auto& [values, instrument] : by_labels_) {
      const std::size_t before = text_.size();
      std::string labels;
      for (std::size_t i = 0; i < names_.size(); ++i) append_label(labels, names_[i], values[i]);
      if constexpr (std::is_same_v<Instrument, DurationHistogram>)
        text_ += labels;  // its lines have names and labels of their own
      else
        append_line_start(text_, metric_->name, labels);
      lines_.push_back({text_.size() - before, instrument});
    }
  }

  const Metric* metric_;
  std::vector<std::string_view> names_;
  std::map<LabelValues, Instrument*> by_labels_;
  std::deque<Instrument> instruments_;
  std::string text_;         ///< of all lines, one after another
  std::vector<Line> lines_;  ///< empty: a series came, to be rendered again
};

}  // namespace shiptally::expose
