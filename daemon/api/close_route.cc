#include "daemon/api/close_route.h"

#include "daemon/expose/tables/close_table.h"
#include "daemon/expose/tables/json.h"
#include "daemon/queries/closes.h"

namespace shiptally::api {
namespace {

using queries::Context;

net::HttpResponse closed_answer(const Context& context, Instant month, queries::WithoutRate without_rate,
                                const std::function<Result<void>(ClosedMonth)>& put) {
  const auto closed = queries::close_month(context, month, without_rate);
  if (closed.has_error()) return net::error_response(closed.error());
  if (const auto stored = put(*closed); stored.has_error()) return net::error_response(stored.error());
  const auto read = metrics::read_closes({*closed});
  if (read.has_error()) return net::error_response(read.error());
  return {200, "application/json", expose::to_json(expose::closes_table(*read)), {}};
}

}  // namespace

net::Route close_route(ReadApi* read_api, std::function<Result<void>(ClosedMonth)> put) {
  return {"POST", "/-/close", net::Access::admin,
          [read_api, put = std::move(put)](net::HttpRequest request, net::Respond respond) {
            const auto month = metrics::parse_month(request.parameter("month"));
            if (month.has_error())
              return respond(net::error_response({Code::invalid, "month: " + month.error().message}));
            const auto without_rate = request.parameter("without_rate") == "left_out"
                                          ? queries::WithoutRate::left_out
                                          : queries::WithoutRate::refused;
            const bool taken = read_api->try_run({
                .run = [respond, put, month = *month, without_rate](
                           const Context& context,
                           const Query&) { respond(closed_answer(context, month, without_rate, put)); },
                .failed = [respond](const Error& error) { respond(net::error_response(error)); },
                .gone = request.gone,
            });
            if (!taken) respond(net::error_response({Code::overloaded, "too many queries wait"}));
          }};
}

}  // namespace shiptally::api
