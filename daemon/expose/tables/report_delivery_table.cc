#include "daemon/expose/tables/report_delivery_table.h"

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

Value text(const std::string& value) { return value.empty() ? Value() : Value(value); }
Value time(const std::optional<Instant>& t) { return t ? Value(*t) : Value(); }

const char* outcome(const ReportDelivery& delivery) {
  if (delivery.delivered) return "delivered";
  return delivery.failed ? "failed" : "pending";
}

}  // namespace

Table report_delivery_table(std::span<const ReportDelivery> rows) {
  Table table;
  for (const char* name : {"time", "month", "report", "target", "format", "outcome", "attempts", "edition",
                           "last_error", "next_try", "delivered", "sha256"})
    table.columns.push_back(&column(name));
  for (const ReportDelivery& d : rows)
    table.rows.push_back({d.begun, format_instant(d.month).substr(0, 7), d.stream.report, d.stream.target,
                          d.stream.format, std::string(outcome(d)), std::int64_t{d.attempts},
                          std::int64_t{d.edition}, text(d.last_error), time(d.next_try), time(d.delivered),
                          text(d.sha256)});
  return table;
}

}  // namespace shiptally::expose
