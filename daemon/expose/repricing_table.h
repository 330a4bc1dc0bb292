#pragma once
// GET /api/v1/repricings: which requests were priced again, with which book, and what that changed.

#include "schema/query.h"
#include "schema/repricing.h"
#include "schema/table.h"

namespace shiptally::expose {

/// A row a run, UTC day and model; of a run that changed nothing one without day and model.  Runs that began
/// in the window, the latest first, their days ascending.
Table repricing_table(const RepricingBook& book, const Query& query);

}  // namespace shiptally::expose
