#pragma once
// Where a figure stands among those who answered DORA's survey of a year.  The year is always named, for the
// published ranges moved with every report: "elite" of 2021 is not that of 2024.
//
// 2021, 2023 and 2024 published ranges by cluster; 2025 none, but a score from 0 to 10 for each figure with
// mean and standard deviation over all respondents.  Later years are not mixed with earlier ones.
//
// As published, so with their gaps (2021: a lead time is below an hour, or from a day to a week) and without
// an order in 2024, where the change fail rates are elite 5 %, high 20 %, medium 10 % and low 40 %: these are
// read as upper ends in ascending order, so 2024's "medium" is better than its "high".  Where a year gives
// two clusters one range, the band has both names.

#include <string>
#include <vector>

#include "daemon/metrics/delivery/figures.h"

namespace shiptally::metrics {

/// The years that have bands or scores, ascending.
std::span<const int> band_years();
bool has_scores(int year);  ///< 2025

/// What the year's survey asked for; the rework rate since 2025.
std::span<const Surveyed> surveyed(int year);

struct Standing {
  std::string band;                ///< empty: none can be named
  std::vector<std::string> bands;  ///< every band that the interval touches, best first
  std::string published;           ///< the ranges of `bands` as published
  std::string reason;              ///< why there is no band; empty where there is one
};

/// A band is named only where the whole 95 % interval lies in it.  `year` is one with bands.
Standing standing(int year, Surveyed metric, const Estimate& estimate);

struct Score {
  std::optional<double> score, low, high;  ///< 0 to 10, higher is better
  double mean = 0, deviation = 0;          ///< of all respondents, on the same scale
  std::optional<double> distance;          ///< (score - mean) / deviation
};

/// The score of 2025.  Six answers are 0, 2, … 10: for times more than six months, one to six, a week to a
/// month, a day to a week, below a day, below an hour; for the frequency less than every six months, …, a day
/// to a week, below a day (up to two a day), on demand (more).  A share of 0 to 100 % is 10 to 0.
Score score_2025(Surveyed metric, const Estimate& estimate);

}  // namespace shiptally::metrics
