#include "daemon/app/report_endpoints.h"

#include <algorithm>

#include "daemon/app/parameter.h"
#include "daemon/expose/report_delivery_table.h"

namespace shiptally::app {
Result<Table> report_deliveries(const ReadContext& context) {
  const auto book = context.snapshot.reports();
  if (book.has_error()) return book.error();
  return expose::report_delivery_table(*book, context.request.query);
}

net::Route report_route(ReportThread* reports) {
  return {"POST", "/-/reports", net::Access::admin,
          [reports](net::HttpRequest request, net::Respond respond) {
            const std::string name = parameter(request, "name");
            if (name.empty()) return respond(net::error_response({Code::invalid, "name: required"}));
            const auto month = metrics::parse_month(parameter(request, "month"));
            if (month.has_error())
              return respond(net::error_response({Code::invalid, "month: " + month.error().message}));
            reports->send_anew(name, *month, [respond](const Result<std::size_t>& begun) {
              if (begun.has_error()) return respond(net::error_response(begun.error()));
              respond({200, "application/json", "{\"deliveries\":" + std::to_string(*begun) + "}", {}});
            });
          }};
}

}  // namespace shiptally::app
