#pragma once
// The stages of a change's way to production (README.md, change lead time), of those that went live in the
// window (live_changes.h): coding (first commit authored → opened), pickup (opened → first review by somebody
// else), review (first review → merged), deploy wait (merged → the deployment's finish).  Medians,
// interpolated, in seconds; a change counts in each stage whose ends are known.  Negative spans (a clock was
// wrong, a review came after the merge) are left out of their stage and reported.  A change that goes live in
// two services or environments of one group counts for each.

#include <array>
#include <optional>

#include "daemon/metrics/delivery/slice.h"

namespace shiptally::metrics {

enum class Stage : std::uint8_t { coding, pickup, review, deploy_wait };
inline constexpr std::size_t kStages = 4;

struct StageTime {
  std::optional<double> median_seconds;  ///< none without changes
  std::vector<ChangeIndex> changes;
  std::vector<Millis> spans;        ///< of each change
  std::vector<Exclusion> excluded;  ///< by ChangeIndex
};

struct Stages {
  std::array<StageTime, kStages> stages;
  std::vector<ChangeIndex> changes;  ///< all that went live

  const StageTime& operator[](Stage stage) const { return stages[static_cast<std::size_t>(stage)]; }
};

Stages stages(const Analysis& analysis, const Slice& slice);

}  // namespace shiptally::metrics
