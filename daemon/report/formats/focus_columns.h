#pragma once
// The columns of FOCUS 1.2 (FinOps Open Cost and Usage Specification, https://focus.finops.org, CC-BY 4.0),
// restated as what a file of it must obey.  Pure.

#include <span>
#include <string_view>

namespace shiptally::report {

enum class FocusLevel : std::uint8_t { mandatory, conditional, recommended };
enum class FocusType : std::uint8_t { text, decimal, time, json };

struct FocusColumn {
  std::string_view name;
  FocusLevel level = FocusLevel::conditional;
  bool nullable = true;
  FocusType type = FocusType::text;
  bool metric = false;          ///< a number that is added up or multiplied; the others are dimensions
  bool never_negative = false;  ///< of decimals
  /// What it may be, separated by "; "; empty: anything of its type.
  std::string_view allowed = {};
};

/// All 57, by name.  A file may have columns of its own as well, which begin with "x_".
std::span<const FocusColumn> focus_columns();

}  // namespace shiptally::report
