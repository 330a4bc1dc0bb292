#pragma once

#include <span>

#include "schema/report_delivery.h"
#include "schema/table.h"

namespace shiptally::expose {

Table report_delivery_table(std::span<const ReportDelivery> rows);

}  // namespace shiptally::expose
