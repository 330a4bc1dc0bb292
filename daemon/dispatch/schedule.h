#pragma once
// When which report is owed to whom.  Pure: times and random numbers are passed in.
//
// A report of a month is due once the month after has come to the rule's day and hour (UTC).  A stream (what
// one place gets each month) is owed every month from its start on, each once and in order: a month that
// cannot be delivered yet holds up the next.  A start is set when the configuration first names the stream,
// to the first month that falls due after that, so a daemon that was down makes up for what it missed, and a
// new receiver is not sent the past.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/statement.h"
#include "schema/base/result.h"
#include "schema/report_delivery.h"
#include "schema/report_rules.h"

namespace shiptally::dispatch {

/// One stream as it is configured.
struct ReportPlan {
  ReportStream stream;
  int day = 3;
  int hour = 6;
  std::vector<ReportFormat> formats;
  ReportTarget target;
  std::string secret;  ///< password or signing key; never shown
};

/// When the report of the month is due.
Instant due_at(Instant month, int day, int hour);

/// The starts of these plans: known ones stay, those of streams that are no longer planned go.
std::vector<ReportStart> report_starts(std::span<const ReportPlan> plans, std::span<const ReportStart> known,
                                       Instant now);

struct DueReport {
  const ReportPlan* plan;
  ReportDelivery delivery;  ///< as it stands, or new
};

struct DueReports {
  std::vector<DueReport> now;  ///< to try now, the first month of each stream; by month, then in their order
  std::size_t pending = 0;     ///< months that are due and neither delivered nor failed for good
};
DueReports due_reports(std::span<const ReportPlan> plans, const ReportBook& book, Instant now);

/// After an attempt that began at `begun` and failed.  `random` is in [0, 1); `wait` what the receiver asked
/// for.  Tried again after a minute, then twice as long each time up to six hours, less up to half of it, so
/// that many daemons do not come at once.  Failed for good: where the error says that trying again does not
/// help, and a week after the first attempt.
ReportDelivery after_failure(ReportDelivery delivery, const Error& error, Instant now, double random,
                             Millis wait);

ReportDelivery after_success(ReportDelivery delivery, std::string sha256, Instant now);

/// The delivery to be sent anew by hand, at once.  It is another edition where the receiver may have had one.
ReportDelivery anew(ReportDelivery delivery, Instant now);

/// Finds the delivery of that stream and month; none when there was no attempt.
const ReportDelivery* find_delivery(const ReportBook& book, const ReportStream& stream, Instant month);

/// Adds the delivery, or puts it in the place of the one of its stream and month.
void keep(ReportBook& book, ReportDelivery delivery);

}  // namespace shiptally::dispatch
