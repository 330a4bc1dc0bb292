#include "daemon/app/pollers.h"
#include "daemon/expose/csv.h"
#include "daemon/expose/json.h"
#include "daemon/expose/parse_query.h"
#include "schema/catalogue.h"

namespace shiptally::app {
namespace {

using Row = const PollerState&;

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

Table pollers_table(const std::vector<PollerState>& states) {
  Table table;
  for (const Cell& cell : kCells) table.columns.push_back(&column(cell.column));
  for (Row row : states) {
    std::vector<Value>& values = table.rows.emplace_back();
    for (const Cell& cell : kCells) values.push_back(cell.value(row));
  }
  return table;
}

}  // namespace

net::Route pollers_route(const Pollers* pollers, std::function<Instant()> now) {
  return {"GET", "/api/v1/pollers", net::Access::read,
          [pollers, now = std::move(now)](const net::HttpRequest& request, const net::Respond& respond) {
            auto query = expose::parse_query(request.query, now());
            if (query.has_value())
              if (const auto rows = expose::refuse_report_formats(query->format); rows.has_error())
                query = rows.error();
            net::HttpResponse response;
            if (query.has_error()) {
              response = net::error_response(query.error());
              response.status = 400;
            } else if (const Table table = pollers_table(pollers->states());
                       query->format == expose::Format::csv) {
              response.content_type = "text/csv; charset=utf-8; header=present";
              response.body = expose::to_csv(table);
            } else {
              response.body = expose::to_json(table);
            }
            respond(std::move(response));
          }};
}

}  // namespace shiptally::app
