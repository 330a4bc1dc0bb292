#pragma once
// Delivers what is due and keeps what is known of it.

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "daemon/dispatch/schedule.h"
#include "daemon/expose/prometheus/exposition.h"
#include "daemon/report/document.h"
#include "daemon/store/store.h"

namespace shiptally::dispatch {

struct DispatcherParts {
  store::Store& store;
  expose::Exposition& exposition;
  std::function<Result<report::ReportDocument>(Instant month, ReportFormat format)> make;
  std::function<Instant()> now;
  std::function<double()> random;  ///< in [0, 1)
};

/// At least once: a delivery is written down after the receiver had it, and what the disk did not take is
/// offered again.  Not thread-safe; what it is made with outlives it.
class Dispatcher {
 public:
  Dispatcher(DispatcherParts parts, ReportBook book);

  /// Replaces the plans.
  void follow(std::vector<ReportPlan> plans);

  /// Sends a month of that rule anew, to all of its targets, with the next deliver_due().  How many
  /// deliveries that is, once they are on the disk.  Code::not_found when there is no such rule,
  /// Code::invalid when the month is not over.
  Result<std::size_t> send_anew(const std::string& report, Instant month);

  /// Tries everything that is due now, and what becomes due by that.
  void deliver_due(const std::stop_token& stop);

 private:
  using Documents = std::map<std::pair<Instant, ReportFormat>, Result<report::ReportDocument>>;

  bool deliver_each(const std::vector<DueReport>& due, const std::stop_token& stop);
  ReportDelivery attempt(const DueReport& due, Documents& made, const std::stop_token& stop);
  Result<std::vector<report::ReportDocument>> documents(const DueReport& due, Documents& made);
  void record(ReportDelivery delivery);
  bool save();
  void show();

  const DispatcherParts parts_;
  std::vector<ReportPlan> plans_;
  ReportBook book_;
  store::ReportWrites unsaved_;  ///< of book_, what is not on the disk
  bool save_failed_ = false;     ///< and was told
};

}  // namespace shiptally::dispatch
