#pragma once
// The rows of a batch repeat few combinations of dimensions: each is numbered, and worked out once.

#include <cstdint>
#include <vector>

#include "schema/request.h"

namespace shiptally::normalise {

struct Meaning;

/// Rows that were sent with the same dimensions.
struct SeriesGroup {
  Series sent;
  Series series;             ///< normalised
  std::uint32_t number = 0;  ///< from 1, in the order of first appearance
  /// Of its rows at a regional price, whose tier is another; 0: none so far.
  std::uint32_t regional_number = 0;
  /// Which of the service's owners (Meaning::owners) the numbers are for.
  std::size_t owner = 0;
  /// And which meaning of the model's name (Meaning::models).
  std::size_t boundary = 0;
  Meaning* meaning = nullptr;
};

/// The groups of one batch.  Bounded in memory and in time, whatever is sent: a combination beyond
/// kGroupsMax, or one whose places in the table are taken, has no group.
class SeriesGroups {
 public:
  static constexpr std::size_t kGroupsMax = 4096;

  explicit SeriesGroups(std::size_t rows);

  /// The group of these dimensions; a new one has no number.  Null: none.  Valid until the next call.
  SeriesGroup* find(const Series& sent);
  std::uint32_t next_number() { return ++numbers_; }

 private:
  std::vector<std::uint32_t> places_;  ///< hash → index + 1; a power of two
  std::vector<SeriesGroup> groups_;
  std::uint32_t numbers_ = 0;
};

}  // namespace shiptally::normalise
