#pragma once
// GET /api/v1/repricings: which requests were priced again, with which book, and what that changed.

#include <span>

#include "daemon/queries/repricings.h"
#include "schema/table.h"

namespace shiptally::expose {

/// A row a run, UTC day and model; of a run that changed nothing one without day and model.
Table repricing_table(std::span<const queries::RepricingRow> rows);

}  // namespace shiptally::expose
