#pragma once
// A mergeable histogram of positive numbers with log-spaced buckets (DDSketch, Masson et al., VLDB 2019):
// any quantile comes back within 1 % of the exact one, whatever the distribution.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"

namespace shiptally {

class Sketch {
 public:
  static constexpr double kRelativeError = 0.01;

  /// `count` may be negative to take values back.  Values <= 0 go to a bucket of their own, returned as 0.
  void add(std::int64_t value, std::int64_t count = 1);
  void merge(const Sketch& other);
  void subtract(const Sketch& other);

  std::int64_t count() const;
  bool empty() const { return bins_.empty(); }
  std::size_t bytes() const { return bins_.capacity() * sizeof(Bin); }  ///< on the heap
  /// The value at rank floor(q * (count - 1)), 0 <= q <= 1; none when empty.
  std::optional<double> quantile(double q) const;
  /// The same for several `q`, ascending, in one pass.
  void quantiles(std::span<const double> q, std::span<std::optional<double>> out) const;

  /// Compact, canonical bytes: equal sketches encode equally.
  std::string encode() const;
  static Result<Sketch> decode(std::string_view bytes);

  friend bool operator==(const Sketch&, const Sketch&) = default;

 private:
  friend class SketchSum;
  struct Bin {
    std::int32_t index;
    std::int64_t count;
    friend bool operator==(const Bin&, const Bin&) = default;
  };
  void merge_signed(const Sketch& other, int sign);

  std::vector<Bin> bins_;  ///< ascending by index, no zero counts
};

/// Adds up many sketches: a counter for each bucket that there can be, so that adding encoded bytes is a walk
/// over them.  18 KiB; meant to be used again and again.
class SketchSum {
 public:
  void add(std::int64_t value, std::int64_t count = 1);
  /// Adds what Sketch::encode() wrote.  False when the bytes are damaged; some of them may have been added.
  bool add_encoded(std::string_view bytes);
  /// What was added; nothing is left behind.
  Sketch take();

 private:
  void open();
  void count(std::size_t place, std::int64_t n) {
    counts_[place] += n;
    touched_[place / 64] |= std::uint64_t{1} << place % 64;
  }

  std::vector<Sketch::Bin> taken_;      ///< room for take()
  std::vector<std::int64_t> counts_;    ///< by bucket, the zero bucket first; empty before the first add
  std::vector<std::uint64_t> touched_;  ///< a bit for each bucket that something was added to
};

}  // namespace shiptally
