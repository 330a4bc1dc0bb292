#pragma once
// How far a count can be trusted: the exact interval of a Poisson mean.  Ten deployments in ten days are 0.48
// to 1.84 a day, not "one a day".  F. Garwood, Biometrika 28 (1936): half the 2.5th percentile of chi-squared
// with 2n degrees of freedom, and half the 97.5th with 2n + 2.
//
// It takes deployments for independent of each other.  They come in bursts, so the truth may be wider.

#include <cstddef>

#include "daemon/metrics/stats/wilson.h"

namespace shiptally::metrics {

/// The 95 % interval of the expected count, where `count` were seen; from 0 where none was.
Interval garwood_95(std::size_t count);

/// The same as a rate; `exposure` is above 0.
inline Interval rate_95(std::size_t count, double exposure) {
  const Interval expected = garwood_95(count);
  return {expected.low / exposure, expected.high / exposure};
}

}  // namespace shiptally::metrics
