#pragma once
// How a report gets to a directory, into a mail or to a webhook.

#include <stop_token>
#include <string>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/dispatch/schedule.h"
#include "daemon/report/document.h"

namespace shiptally::dispatch {

/// What the configuration's list says, with the secrets read from the files that it names.  Code::invalid,
/// with the file's name, when one cannot be read.
Result<std::vector<ReportPlan>> report_plans(const std::vector<ReportRule>& rules);

/// "directory /srv/reports", "mail cfo@example.com", "webhook https://erp.example.com #1b2c3d4e" (of a URL
/// only the host, and a part of its hash, because it may be a secret).
std::string target_name(const ReportTarget& target);

/// The same for each attempt at one edition of a month: the mail's Message-ID and the webhook's
/// Idempotency-Key.
std::string delivery_id(const ReportDelivery& delivery);

struct ReportSent {
  Result<void> result;
  Millis wait{0};  ///< after an error: how long the receiver asked for (Retry-After)
};

/// Blocks until the receiver has them or a minute has passed, or somewhat after `stop`.  Code::unavailable
/// where it may be tried again; messages name no secret.
///   directory  each document under its name, whole or not at all; one of that name is replaced
///   mail       one message; dated by the first attempt, so that each is the same
///   webhook    exactly one document: POST with X-Shiptally-Signature ("sha256=" and the hex HMAC-SHA256 of
///   the
///              body), Idempotency-Key, X-Shiptally-Report and X-Shiptally-Month; any 2xx says that it
///              arrived
ReportSent send_report(const ReportPlan& plan, const ReportDelivery& delivery,
                       const std::vector<report::ReportDocument>& documents, std::stop_token stop);

}  // namespace shiptally::dispatch
