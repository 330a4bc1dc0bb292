#include "daemon/api/pollers_route.h"

#include "daemon/api/parameters.h"
#include "daemon/api/render.h"
#include "schema/cells.h"

namespace shiptally::api {
namespace {

constexpr ColumnOf<ingest::PollerState> kPollerColumns[] = {
    {"source", [](auto& r) -> Value { return r.source; }},
    {"provider", [](auto& r) -> Value { return r.vendor == Vendor::openai ? "openai" : "anthropic"; }},
    {"last_success", [](auto& r) { return value_or_none(r.position.succeeded); }},
    {"read_from", [](auto& r) { return value_or_none(r.position.first); }},
    {"read_to", [](auto& r) { return value_or_none(r.position.read_to); }},
    {"error",
     [](auto& r) -> Value { return r.error ? Value(std::string(name(r.error->trouble))) : Value(); }},
    {"reason", [](auto& r) -> Value { return r.error ? Value(r.error->message) : Value(); }},
    {"error_time", [](auto& r) -> Value { return r.error ? Value(r.error->at) : Value(); }},
    {"next_time", [](auto& r) -> Value { return r.next == Instant() ? Value() : Value(r.next); }},
};

}  // namespace

net::Route pollers_route(const ingest::Pollers* pollers, std::function<Instant()> now) {
  return {
      "GET", "/api/v1/pollers", net::Access::read,
      [pollers, now = std::move(now)](const net::HttpRequest& request, const net::Respond& respond) {
        const auto parameters = parse_parameters(request.query, {Parameter::format}, now());
        const std::vector<ingest::PollerState> states = pollers->states();
        if (parameters.has_value())
          return respond(rows_response(table_of(kPollerColumns, std::span<const ingest::PollerState>(states)),
                                       parameters->format));
        net::HttpResponse response = net::error_response(parameters.error());
        response.status = 400;
        respond(std::move(response));
      }};
}

}  // namespace shiptally::api
