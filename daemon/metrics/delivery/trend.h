#pragma once
// A figure against the equal period before it: the default way to look at one's own delivery.
//
// The verdict is careful: better or worse only where the two 95 % intervals do not touch, which is stricter
// than a test at 5 %.  Many figures are looked at on one screen, and few of them should cry wolf.

#include "daemon/metrics/delivery/figures.h"
#include "schema/base/result.h"

namespace shiptally::metrics {

enum class Verdict : std::uint8_t { better, worse, no_clear_change, not_enough_data };
std::string_view name(Verdict);  ///< "better", "worse", "no clear change", "not enough data"

struct Trend {
  std::optional<double> change;  ///< now less before; none where one of them is no data
  std::optional<double> ratio;   ///< change / before; none also where before was 0
  Verdict verdict = Verdict::not_enough_data;
};

Trend trend(const Figure& figure, const Estimate& now, const Estimate& before);

/// The period just before: as many calendar months of `tz` when the window is whole months, as many days when
/// it is whole days (so whole weeks give weeks), else the same length.  Code::invalid for an unknown zone.
Result<Window> period_before(Window window, const std::string& tz);

}  // namespace shiptally::metrics
