#pragma once
// Days that cost more or less than they should have.  Pure and deterministic; what is said of a day depends
// on the kOddDaysHistory days before it and on nothing else, whatever window is asked for.
//
// A sudden change: the day against its expectation, which is the median of the last seven days with the
// weekdays' shape taken out (daily_costs.h), times the weekday's factor.  The residual is
//   r = ln((actual + floor) / (expected + floor)),
// and the score is (r - m) / s, where m and s are the median and the spread (1.4826 x MAD, at least 0.04) of
// the residuals of the 56 days before; days that cost less than the floor, as expected, have none.  So growth
// that goes on is expected (m), and noise is allowed for (s). A day is odd beyond kOddScore, either way, if
// it is off by more than the floor as well.  After a jump the first three days are odd; on the fifth at the
// latest the new level is the median, and known.
//
// A leak: the median of the last seven days against that of the 28 before them, in the same way, odd beyond
// kOddScore of the spread of that figure itself over 84 days (at least 0.03).  It is told on the first day
// that is beyond after seven that were not, and not when a sudden change of the same direction was told in
// the 35 days before.

#include "daemon/metrics/money/daily_costs.h"

namespace shiptally::metrics {

inline constexpr std::size_t kOddDaysHistory = 182;
/// Before a day is judged, so many days since the first of the last kOddDaysLook that cost anything.
inline constexpr std::size_t kOddDaysMin = 28, kOddDaysLook = 140;
/// On generated years on which nothing happened some 0.4 % of all days are beyond it
/// (tests/metrics/odd_days_backtest_test.cc).
inline constexpr double kOddScore = 3.5;
inline constexpr Money kOddFloor = Money::from_dollars(1);

enum class OddKind : std::uint8_t { sudden, leak };

struct OddDay {
  std::size_t day = 0;  ///< index into the costs
  OddKind kind = OddKind::sudden;
  Money actual, expected, low, high;  ///< what would not have been odd lies between low and high
  double score = 0;                   ///< spreads from the expectation; below 0: too little
};

/// Odd days of `costs` from index `from` on, by day; at least kOddDaysHistory days come before it where there
/// are as many.
std::vector<OddDay> odd_days(const DailyCosts& costs, std::size_t from);

}  // namespace shiptally::metrics
