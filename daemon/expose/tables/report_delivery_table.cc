#include "daemon/expose/tables/report_delivery_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

const char* outcome(const ReportDelivery& delivery) {
  if (delivery.delivered) return "delivered";
  return delivery.failed ? "failed" : "pending";
}

}  // namespace

Table report_delivery_table(std::span<const ReportDelivery> rows) {
  Table table;
  add_columns(table, {"time", "month", "report", "target", "format", "outcome", "attempts", "edition",
                      "last_error", "next_try", "delivered", "sha256"});
  for (const ReportDelivery& d : rows)
    table.rows.push_back({d.begun, format_instant(d.month).substr(0, 7), d.stream.report, d.stream.target,
                          d.stream.format, std::string(outcome(d)), std::int64_t{d.attempts},
                          std::int64_t{d.edition}, text_or_none(d.last_error), value_or_none(d.next_try),
                          value_or_none(d.delivered), text_or_none(d.sha256)});
  return table;
}

}  // namespace shiptally::expose
