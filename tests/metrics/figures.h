#pragma once
// A figure of a row as text, as scenarios write it: a duration as "1h30m", a ratio by its counts as "1/2", a
// list of ids sorted and with commas, "none" for no data or an empty list.

#include <string>
#include <string_view>

#include "daemon/metrics/delivery/delivery.h"

namespace shiptally::metrics::testing {

/// Empty when there is no figure of that name.
std::string figure_text(std::string_view figure, const Analysis& analysis, const DeliveryRow& row);

std::string duration_text(std::optional<double> seconds);

}  // namespace shiptally::metrics::testing
