#include "daemon/metrics/analysis/rollbacks.h"

#include <algorithm>
#include <span>

namespace shiptally::metrics {
namespace {

class RollbackFinder {
 public:
  explicit RollbackFinder(const History& history) : history_(history) {
    const std::size_t n = history.steps.size();
    found_ = {std::vector<bool>(n), std::vector<bool>(n), std::vector<StepIndex>(n, kNoStep),
              std::vector<bool>(n)};
    std::uint32_t versions = 0;
    for (const Step& step : history.steps) versions = std::max(versions, step.version + 1);
    last_ran_.assign(versions, kNoStep);
  }

  Rollbacks run() {
    for (const Stream& stream : history_.streams) {
      standing_.clear();
      for (StepIndex i = stream.begin; i < stream.end; ++i) {
        judge(stream, i);
        standing_.push_back(i);
        last_ran_[history_.steps[i].version] = i;
      }
    }
    return std::move(found_);
  }

 private:
  void judge(const Stream& stream, StepIndex i) {
    const Step& step = history_.steps[i];
    if (step.baseline()) return;
    const bool marked = step.kind == DeploymentKind::rollback;
    const StepIndex before = last_ran_[step.version];  // versions are numbered across streams
    const bool redeploy = i > stream.begin && before == i - 1;
    if (before != kNoStep && !redeploy) {
      undo_back_to(before + 1, i);
    } else if (marked && i > stream.begin && !redeploy) {
      undo_back_to(begin_of_running(stream, i), i);
    }
    found_.rollback[i] = marked || (before != kNoStep && !redeploy);
  }

  /// First step of the run of one version that step i ends.
  StepIndex begin_of_running(const Stream& stream, StepIndex i) const {
    StepIndex begin = i - 1;
    while (begin > stream.begin && history_.steps[begin - 1].version == history_.steps[i - 1].version)
      --begin;
    return begin;
  }

  /// Undoes what still stands from `begin` on.  Each step is undone once, so all of it is linear.
  void undo_back_to(StepIndex begin, StepIndex rollback) {
    const auto first = std::lower_bound(standing_.begin(), standing_.end(), begin);
    bool repair = false;
    for (const StepIndex undone : std::span(first, standing_.end())) {
      found_.undone_by[undone] = rollback;
      if (found_.rollback[undone] || history_.steps[undone].baseline()) continue;
      (repair ? found_.failed_repair : found_.failed)[undone] = true;
      repair = true;
    }
    standing_.erase(first, standing_.end());
  }

  const History& history_;
  Rollbacks found_;
  std::vector<StepIndex> last_ran_;  // by version
  std::vector<StepIndex> standing_;  // steps of the stream that nothing has undone yet
};

}  // namespace

Rollbacks find_rollbacks(const History& history) { return RollbackFinder(history).run(); }

}  // namespace shiptally::metrics
