#pragma once
// The changes behind the stages, newest first and paged: GET /api/v1/changes.

#include "daemon/expose/tables/delivery_lists.h"

namespace shiptally::expose {

/// Changes whose time lies in the window: when they were merged, or else opened.  A change that went live in
/// several services or environments has a row of each.  A filter by service, environment or team leaves only
/// changes that went live there.  Code::invalid for a profile that knows no stages.
Result<Table> changes_table(const metrics::Analysis& analysis, const Query& query, const UrlOf& url_of);

}  // namespace shiptally::expose
