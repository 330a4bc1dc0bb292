#pragma once

#include <span>

#include "daemon/store/sqlite/statement.h"
#include "schema/base/result.h"
#include "schema/report_delivery.h"

namespace shiptally::store {

/// Adds deliveries, or replaces those of the same stream and month.
void write_report_deliveries(const SQLite::Database& database, std::span<const ReportDelivery> deliveries);

/// Replaces all of them.
void write_report_starts(const SQLite::Database& database, std::span<const ReportStart> starts);

Result<ReportBook> read_reports(const SQLite::Database& database);

}  // namespace shiptally::store
