#include "daemon/api/pollers_route.h"

#include "daemon/api/parameters.h"
#include "daemon/api/render.h"
#include "schema/catalogue.h"

namespace shiptally::api {
namespace {

using Row = const ingest::PollerState&;

Value maybe(const std::optional<Instant>& t) { return t ? Value(*t) : Value(); }

struct Cell {
  std::string_view column;
  Value (*value)(Row);
};

constexpr Cell kCells[] = {
    {"source", [](Row r) -> Value { return r.source; }},
    {"provider", [](Row r) -> Value { return r.vendor == Vendor::openai ? "openai" : "anthropic"; }},
    {"last_success", [](Row r) { return maybe(r.position.succeeded); }},
    {"read_from", [](Row r) { return maybe(r.position.first); }},
    {"read_to", [](Row r) { return maybe(r.position.read_to); }},
    {"error", [](Row r) -> Value { return r.error ? Value(std::string(name(r.error->trouble))) : Value(); }},
    {"reason", [](Row r) -> Value { return r.error ? Value(r.error->message) : Value(); }},
    {"error_time", [](Row r) -> Value { return r.error ? Value(r.error->at) : Value(); }},
    {"next_time", [](Row r) -> Value { return r.next == Instant() ? Value() : Value(r.next); }},
};

Table pollers_table(const std::vector<ingest::PollerState>& states) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  for (Row row : states) {
    std::vector<Value>& values = table.rows.emplace_back();
    for (const Cell& cell : kCells) values.push_back(cell.value(row));
  }
  return table;
}

}  // namespace

net::Route pollers_route(const ingest::Pollers* pollers, std::function<Instant()> now) {
  return {"GET", "/api/v1/pollers", net::Access::read,
          [pollers, now = std::move(now)](const net::HttpRequest& request, const net::Respond& respond) {
            const auto parameters = parse_parameters(request.query, {Parameter::format}, now());
            if (parameters.has_value())
              return respond(rows_response(pollers_table(pollers->states()), parameters->format));
            net::HttpResponse response = net::error_response(parameters.error());
            response.status = 400;
            respond(std::move(response));
          }};
}

}  // namespace shiptally::api
