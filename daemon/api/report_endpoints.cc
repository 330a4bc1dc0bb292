#include "daemon/api/report_endpoints.h"

#include <algorithm>

#include "daemon/net/http.h"

namespace shiptally::api {
net::Route report_route(dispatch::DispatchThread* reports) {
  return {"POST", "/-/reports", net::Access::admin,
          [reports](net::HttpRequest request, net::Respond respond) {
            const std::string name = request.parameter("name");
            if (name.empty()) return respond(net::error_response({Code::invalid, "name: required"}));
            const auto month = metrics::parse_month(request.parameter("month"));
            if (month.has_error())
              return respond(net::error_response({Code::invalid, "month: " + month.error().message}));
            reports->send_anew(name, *month, [respond](const Result<std::size_t>& begun) {
              if (begun.has_error()) return respond(net::error_response(begun.error()));
              respond({200, "application/json", "{\"deliveries\":" + std::to_string(*begun) + "}", {}});
            });
          }};
}

}  // namespace shiptally::api
