#pragma once

#include "daemon/net/http.h"
#include "schema/report_rules.h"
#include "schema/table.h"

namespace shiptally::api {

/// A table as JSON or CSV.
net::HttpResponse rows_response(const Table& table, ReportFormat format);

}  // namespace shiptally::api
