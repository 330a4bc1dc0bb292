#include "daemon/expose/report_delivery_table.h"

#include <algorithm>

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

const char* outcome(const ReportDelivery& delivery) {
  if (delivery.delivered) return "delivered";
  return delivery.failed ? "failed" : "pending";
}

}  // namespace

Table report_delivery_table(const ReportBook& book, const Query& query) {
  Table table;
  add_columns(table, {"time", "month", "report", "target", "format", "outcome", "attempts", "edition",
                      "last_error", "next_try", "delivered", "sha256"});
  std::vector<const ReportDelivery*> found;
  for (const ReportDelivery& delivery : book.deliveries)
    if (delivery.begun >= query.window.from && delivery.begun < query.window.to) found.push_back(&delivery);
  std::stable_sort(found.begin(), found.end(),
                   [](const ReportDelivery* a, const ReportDelivery* b) { return a->begun > b->begun; });
  const std::size_t begin = std::min(query.offset, found.size());
  const std::size_t end = begin + std::min(query.limit, found.size() - begin);
  for (std::size_t i = begin; i < end; ++i) {
    const ReportDelivery& d = *found[i];
    table.rows.push_back({d.begun, format_instant(d.month).substr(0, 7), d.stream.report, d.stream.target,
                          d.stream.format, std::string(outcome(d)), std::int64_t{d.attempts},
                          std::int64_t{d.edition}, text_or_none(d.last_error), value_or_none(d.next_try),
                          value_or_none(d.delivered), text_or_none(d.sha256)});
  }
  return table;
}

}  // namespace shiptally::expose
