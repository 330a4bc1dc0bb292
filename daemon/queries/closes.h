#pragma once
// Closing months: what is to be stored of one, and what was booked since.

#include <vector>

#include "daemon/metrics/money/close.h"
#include "daemon/queries/context.h"
#include "schema/parameters.h"

namespace shiptally::queries {

/// The month ready to be stored: its statement and the open corrections of all months closed before.
/// Code::invalid when it may not be closed now, or has charges without an exchange rate, unless these are to
/// be left out: then they come as corrections once they have one.
enum class WithoutRate : bool { refused, left_out };
Result<ClosedMonth> close_month(const Context& context, Instant month, WithoutRate without_rate);

/// The first one first.
Result<std::vector<metrics::Close>> closes(const Context& context);

/// Which prices and exchange rates are in force, as a closed month keeps it.
std::string rules_version(const Rules& rules);

/// Lines that name an earlier month, booked in `month`: those of a closed month, or those that are open by now.
struct Corrections {
  std::vector<metrics::StatementLine> lines;
  Instant month;
};
/// Of the `month` asked for, or the open one.  Code::invalid by as_of, and of a month that is neither closed nor
/// open.
Result<Corrections> corrections(const Context& context, const Parameters& parameters);

}  // namespace shiptally::queries
