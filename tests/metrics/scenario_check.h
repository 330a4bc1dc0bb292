#pragma once
// Holds a scenario's expectations against the figures; a failure names file, line and figure.

#include <span>

#include "tests/metrics/scenario.h"

namespace shiptally::metrics::testing {

void check(const Scenario& scenario);

/// A line of a table: a short story and what one figure must say of it.
struct FigureCase {
  const char *name, *story, *value;
};
void check_figure(std::string_view figure, std::span<const FigureCase> cases);

}  // namespace shiptally::metrics::testing
