#pragma once
// The delivery figures, one row each: explanations, restatements, bands, trends, the columns of /api/v1/dora and
// the gauges read this table and name no figure themselves.  A new figure is its pure function, its row here and
// its column in the catalogue, which has the unit and the help.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/delivery/delivery.h"
#include "daemon/metrics/stats/explanation.h"

namespace shiptally::metrics {

struct Evidence;  // evidence.h

/// A figure and how far it can be trusted.
struct Estimate {
  std::optional<double> value;       ///< none: no data
  std::optional<Interval> interval;  ///< 95 %; none: too few observations, or another profile's average
  std::size_t n = 0;                 ///< observations; of a ratio the denominator
};

/// What DORA's surveys ask for, in their order.
enum class Surveyed : std::uint8_t {
  deployment_frequency,
  lead_time,
  change_fail_rate,
  recovery_time,
  rework_rate,
};

/// An exported metric that shows a figure of the last days.
struct FigureGauge {
  std::string_view metric;      ///< of the catalogue; empty: none
  std::string_view percentile;  ///< its last label, where it has one
};

struct Figure {
  std::string_view column = {};  ///< of the catalogue
  std::string_view alias = {};   ///< another name, by which bands and trends call it; empty: its own
  Estimate (*of)(const DeliveryRow&) = nullptr;
  bool has_interval = false;    ///< so it is shown with both ends, and compared
  bool more_is_better = false;  ///< of what is compared
  std::optional<Surveyed> surveyed = {};
  /// Made of commits and changes, of incidents, beside deployments: what late facts can restate it.
  bool of_commits = false, of_incidents = false;

  // In prose, where all profiles agree and where they do not.
  std::string_view definition = {}, note = {};
  std::string_view Profile::*definition_of = nullptr;
  std::string_view Profile::*unit_of = nullptr;  ///< where the catalogue's unit is dora-1's only
  bool (*known)(const Profile&) = nullptr;       ///< to which profiles; null: to all

  /// Adds the facts that it counts and leaves out.  Null: a count beside other figures, which explain it.
  void (*explain)(Explanation&, const Evidence&) = nullptr;
  FigureGauge gauge = {};

  /// As it is asked for: the column without "_seconds".
  constexpr std::string_view name() const {
    return column.substr(0, column.size() - (column.ends_with(kSeconds) ? kSeconds.size() : 0));
  }
  constexpr std::string_view compared_as() const { return alias.empty() ? name() : alias; }
  bool known_to(const Profile& profile) const { return known == nullptr || known(profile); }

  static constexpr std::string_view kSeconds = "_seconds";
};

/// All, in the order of the columns.
std::span<const Figure> figures();
/// Those that can be explained, by name.
std::span<const Figure* const> explained_figures();
/// Those that are compared with the past: what DORA asks for in its order, then the others.
std::span<const Figure* const> compared_figures();

const Figure& figure(Surveyed);
/// A figure that can be explained, by name, alias or column; null: there is none.
const Figure* find_figure(std::string_view name);

std::string_view unit(const Figure&, const Profile&);  ///< "1/day", "seconds", "ratio", …
std::string definition(const Figure&, const Profile&);

/// The columns of the figures: each with the ends of its interval, "…_low" and "…_high", where it has one.
std::vector<std::string> figure_columns();
/// The numbers under them; none: no data.
std::vector<std::optional<double>> figure_numbers(const DeliveryRow&);

}  // namespace shiptally::metrics
