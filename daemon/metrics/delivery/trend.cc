#include "daemon/metrics/delivery/trend.h"

#include <algorithm>

#include "daemon/metrics/stats/calendar.h"

namespace shiptally::metrics {
namespace {

/// The period before, if the window consists of whole spans of the calendar.
std::optional<Window> spans_before(Window window, Bucket bucket, const std::string& tz) {
  // Far enough back, and a span more at each end: the outermost ones are cut.
  constexpr auto margin = std::chrono::hours(24 * 64);
  const auto spans =
      buckets({window.from - window.length() * 6 / 5 - margin, window.to + margin}, bucket, tz);
  if (spans.has_error()) return std::nullopt;  // centuries of days
  const auto starting = [&](Instant t) {
    return std::find_if(spans->begin() + 1, spans->end(), [&](const Window& w) { return w.from == t; });
  };
  const auto first = starting(window.from), after = starting(window.to);
  if (first == spans->end() || after == spans->end()) return std::nullopt;
  if (first - spans->begin() <= after - first) return std::nullopt;
  return Window{(first - (after - first))->from, window.from};
}

bool apart(const Interval& a, const Interval& b) { return a.high < b.low || b.high < a.low; }

Verdict judge(const Figure& figure, const Estimate& now, const Estimate& before) {
  if (!now.value || !before.value || !now.interval || !before.interval) return Verdict::not_enough_data;
  if (!apart(*now.interval, *before.interval)) return Verdict::no_clear_change;
  const bool more = now.interval->low > before.interval->high;
  return more == figure.more_is_better ? Verdict::better : Verdict::worse;
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::better:
      return "better";
    case Verdict::worse:
      return "worse";
    case Verdict::no_clear_change:
      return "no clear change";
    case Verdict::not_enough_data:
      return "not enough data";
  }
  return {};
}

Trend trend(const Figure& figure, const Estimate& now, const Estimate& before) {
  Trend out;
  out.verdict = judge(figure, now, before);
  if (!now.value || !before.value) return out;
  out.change = *now.value - *before.value;
  if (*before.value != 0) out.ratio = *out.change / *before.value;
  return out;
}

Result<Window> period_before(Window window, const std::string& tz) {
  if (const auto known = buckets(window, Bucket::none, tz); known.has_error()) return known.error();
  for (const Bucket bucket : {Bucket::month, Bucket::day})
    if (const auto before = spans_before(window, bucket, tz)) return *before;
  return Window{window.from - window.length(), window.from};
}

}  // namespace shiptally::metrics
