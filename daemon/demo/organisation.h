#pragma once
// A believable organisation for people who want to look before they connect anything: three months of
// code, deployments, incidents, requests to five models and the providers' bills.  Pure: the same options
// and prices give the same bytes on every platform.

#include "daemon/demo/ndjson.h"
#include "schema/price.h"

namespace shiptally::demo {

struct DemoOptions {
  Instant end;                  ///< everything happened before it
  int days = 90;                ///< 14 or more
  int requests_per_day = 2800;  ///< on an average day; about 250,000 in all
  std::uint64_t seed = 2026;
};

struct DemoSummary {
  std::size_t commits = 0, changes = 0, reviews = 0, deployments = 0, incidents = 0, requests = 0,
              charges = 0, usage = 0;
};

/// Posts NDJSON chunks to /v1/commits, /v1/changes, /v1/reviews, /v1/deployments, /v1/incidents,
/// /v1/requests, /v1/charges and /v1/usage.  `prices` is what the bills are made from.  The first error of
/// `post` ends it.
Result<DemoSummary> write_demo(const DemoOptions& options, const PriceBook& prices, const Post& post);

}  // namespace shiptally::demo
