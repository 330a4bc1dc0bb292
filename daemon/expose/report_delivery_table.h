#pragma once

#include "schema/query.h"
#include "schema/report_delivery.h"
#include "schema/table.h"

namespace shiptally::expose {

/// Deliveries that began in the query's window, the latest first, paged.
Table report_delivery_table(const ReportBook& book, const Query& query);

}  // namespace shiptally::expose
