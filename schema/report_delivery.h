#pragma once
// What is known of the delivery of reports: a plain state, kept by the store, advanced by
// daemon/dispatch/schedule.h.

#include <optional>
#include <string>
#include <vector>

#include "schema/base/instant.h"

namespace shiptally {

/// What goes to one place each month.
struct ReportStream {
  std::string report;  ///< name of the rule
  std::string target;  ///< "directory /srv/reports"; without secrets
  std::string format;  ///< "xlsx"; of a mail all of them: "xlsx,html"
  friend auto operator<=>(const ReportStream&, const ReportStream&) = default;
};

/// A stream is owed every month from this one on.
struct ReportStart {
  ReportStream stream;
  Instant first_month;
  friend bool operator==(const ReportStart&, const ReportStart&) = default;
};

/// One month of a stream.
struct ReportDelivery {
  ReportStream stream;
  Instant month;  ///< its start, UTC
  /// Counts from 1, and up with each time it is sent anew by hand: a receiver tells a repeat by stream, month
  /// and edition.
  int edition = 1;
  int attempts = 0;
  Instant begun;                     ///< first attempt
  std::optional<Instant> next_try;   ///< none: at once, or never again
  std::string last_error;            ///< empty: none
  bool failed = false;               ///< for good: only by hand again
  std::optional<Instant> delivered;  ///< once the receiver had it
  std::string sha256;                ///< hex, of each document that was delivered, with commas between
  friend bool operator==(const ReportDelivery&, const ReportDelivery&) = default;
};

struct ReportBook {
  std::vector<ReportStart> starts;
  std::vector<ReportDelivery> deliveries;  ///< by stream and month
};

}  // namespace shiptally
