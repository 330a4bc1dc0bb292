#pragma once
// GET /api/v1/provider_usage: what providers' own meters counted.

#include <span>

#include "daemon/metrics/money/provider_usage.h"
#include "schema/table.h"

namespace shiptally::expose {

Table provider_usage_table(std::span<const metrics::ProviderUsageRow> rows);

}  // namespace shiptally::expose
