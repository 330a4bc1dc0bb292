#pragma once

#include <chrono>

namespace shiptally {

/// What a piece of work costs: a fixed part, and a part for each of its units (rows, bytes).  Learnt from
/// pieces that were done, the last twenty or so counting most.  Not thread-safe.
class WorkCost {
 public:
  using Seconds = std::chrono::duration<double>;

  /// Believed until something was learnt; `units` is the size of a usual piece, not 0.
  WorkCost(Seconds fixed, Seconds per_unit, double units);

  /// A piece of so many units took so long.
  void learn(double units, Seconds took);

  /// Neither is ever negative.
  Seconds fixed() const { return fixed_; }
  Seconds per_unit() const { return per_unit_; }

 private:
  // Weighted sums over the pieces: the line through them is the one of least squares.
  double weight_ = 0, units_ = 0, seconds_ = 0, units_squared_ = 0, units_seconds_ = 0;
  Seconds fixed_{}, per_unit_{};
};

}  // namespace shiptally
