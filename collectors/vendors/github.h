#pragma once
// GitHub webhooks, application/json.  Used: push, pull_request, pull_request_review,
// pull_request_review_comment, issue_comment, deployment, deployment_status; every other event (ping
// included) is understood and ignored. Reference: docs.github.com/webhooks/webhook-events-and-payloads.

#include "collectors/collector.h"

namespace shiptally::collectors {

/// push → commits with the files they touched, and without their parents, which a push does not tell.
/// pull_request → a change.  A review, a comment on a line and a comment on a pull request → a review, unless
/// a bot wrote it; one that is deleted is taken back.
/// deployment → a deployment in progress; deployment_status → how it went.  `inactive` is ignored: it says
/// that a newer deployment took over, not that this one ended.
Result<Decoded> decode_github(Delivery delivery);

}  // namespace shiptally::collectors
