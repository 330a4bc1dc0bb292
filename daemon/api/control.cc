#include "daemon/api/control.h"

#include "daemon/ingest/cursors.h"
#include "daemon/log/log.h"
#include "daemon/net/http.h"
#include "schema/base/hex.h"

namespace shiptally::api {
namespace {

net::HttpResponse done_or(const Result<void>& result) {
  return result.has_error() ? net::error_response(result.error())
                            : net::HttpResponse{200, "application/json", "{}", {}};
}

std::string list_tokens(const TokenBook& tokens) {
  std::string out;
  for (const store::TokenRow& row : tokens.rows()) {
    out += row.name + '\t' + net::format_scopes(to_token(row).scopes) + '\t' + format_instant(row.created);
    out += row.revoked ? "\trevoked\n" : "\n";
  }
  return out;
}

/// Work that reads or waits, which the io thread must not.
void run_on(WorkerPool& workers, net::Respond respond, std::function<net::HttpResponse()> work) {
  const bool taken = workers.try_post(1, [respond, work](std::size_t) { respond(work()); });
  if (!taken) respond(net::error_response({Code::overloaded, "too much work waits"}));
}

net::HttpResponse position_of(const std::filesystem::path& data_dir, const std::string& cursor) {
  auto position = ingest::stored_position(data_dir, cursor);
  if (position.has_error()) return net::error_response(position.error());
  return {200, "text/plain; charset=utf-8", position->value_or(""), {}};
}

}  // namespace

std::filesystem::path control_socket(const std::filesystem::path& data_dir) {
  return data_dir / "control.sock";
}

std::vector<net::Route> token_routes(TokenBook* tokens, std::function<Instant()> now) {
  return {
      {"POST", "/-/tokens", net::Access::admin,
       [tokens, now](net::HttpRequest request, net::Respond respond) {
         auto row = make_token_row(request.parameter("name"), request.parameter("scope"),
                                   from_hex(request.parameter("sha256")).value_or(""), now());
         if (row.has_error()) return respond(net::error_response(row.error()));
         tokens->put(*row, [respond, name = row->name](const Result<void>& result) {
           if (result.has_value()) spdlog::info("token \"{}\" was created", name);
           respond(done_or(result));
         });
       }},
      {"DELETE", "/-/tokens", net::Access::admin,
       [tokens](net::HttpRequest request, net::Respond respond) {
         const std::string name = request.parameter("name");
         tokens->revoke(name, [respond, name](const Result<void>& result) {
           if (result.has_value())
             spdlog::info("token \"{}\" was revoked", name);
           else
             spdlog::warn("token \"{}\": {}", name, result.error().message);
           respond(done_or(result));
         });
       }},
      {"GET", "/-/tokens", net::Access::admin,
       [tokens](net::HttpRequest, net::Respond respond) {
         respond({200, "text/plain; charset=utf-8", list_tokens(*tokens), {}});
       }},
  };
}

net::Route cursor_route(std::filesystem::path data_dir, WorkerPool* workers) {
  return {"GET", "/-/cursor", net::Access::admin,
          [data_dir = std::move(data_dir), workers](net::HttpRequest request, net::Respond respond) {
            const std::string name = request.parameter("name");
            if (name.empty()) return respond(net::error_response({Code::invalid, "name: required"}));
            run_on(*workers, std::move(respond), [data_dir, name] { return position_of(data_dir, name); });
          }};
}

std::vector<net::Route> clock_routes(clock::Clock* clock) {
  const auto answer = [](const clock::ClockVerdict& verdict) {
    return net::HttpResponse{200, "text/plain; charset=utf-8", clock::clock_text(verdict), {}};
  };
  return {
      {"GET", "/-/clock", net::Access::admin,
       [clock, answer](net::HttpRequest, net::Respond respond) { respond(answer(clock->read())); }},
      {"POST", "/-/clock", net::Access::admin,
       [clock, answer](net::HttpRequest, net::Respond respond) { respond(answer(clock->confirm())); }},
  };
}

}  // namespace shiptally::api
