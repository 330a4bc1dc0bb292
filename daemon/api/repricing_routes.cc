#include "daemon/api/repricing_routes.h"

#include <algorithm>
#include <charconv>

#include "daemon/ingest/repricing.h"
#include "daemon/net/http.h"

namespace shiptally::api {
namespace {

constexpr Millis kDeadline = std::chrono::minutes(10);  // of a part

/// What was asked for; which of the three forms it is the parameters that are there tell.
struct Asked {
  ingest::RepricingOrder order;
  std::optional<std::int64_t> number;
  std::optional<Instant> look_at;
};

Result<std::int64_t> parse_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return Error{Code::invalid, "number: is no whole number"};
  return number;
}

Result<Asked> asked_of(const net::HttpRequest& request) {
  Asked asked;
  if (const std::string text = request.parameter("number"); !text.empty()) {
    const auto number = parse_number(text);
    if (number.has_error()) return number.error();
    asked.number = *number;
    return asked;
  }
  const auto time = [&](const char* name, Instant& into) -> Result<void> {
    const auto instant = parse_instant(request.parameter(name));
    if (instant.has_error()) return Error{Code::invalid, std::string(name) + ": " + instant.error().message};
    into = *instant;
    return {};
  };
  if (const auto read = time("from", asked.order.window.from); read.has_error()) return read.error();
  if (const auto read = time("to", asked.order.window.to); read.has_error()) return read.error();
  asked.order.unprices = request.parameter("unprices") == "1";
  if (request.parameter("look_at").empty()) return asked;
  if (const auto read = time("look_at", asked.look_at.emplace()); read.has_error()) return read.error();
  return asked;
}

Result<ingest::RepricingPart> run(const Asked& asked, store::Store& store,
                                  const ingest::RepricingParts& parts) {
  if (asked.number) return ingest::continue_repricing(store, parts, *asked.number);
  if (asked.look_at) return ingest::look_at_repricing(parts, asked.order, *asked.look_at);
  return ingest::begin_repricing(store, parts, asked.order);
}

}  // namespace

net::Route repricing_route(store::Store* store, std::filesystem::path data_dir, WorkerPool* worker,
                           const ReadApi* read_api) {
  return {
      "POST", "/-/repricings", net::Access::admin,
      [store, data_dir = std::move(data_dir), worker, read_api](net::HttpRequest request,
                                                                net::Respond respond) {
        const auto asked = asked_of(request);
        if (asked.has_error()) return respond(net::error_response(asked.error()));
        const bool taken = worker->try_post(1, [=, asked = *asked, gone = request.gone](std::size_t) {
          const auto prices = read_api->rules().prices;
          const auto part = run(asked, *store, {data_dir, *prices, read_api->interruption(kDeadline, gone)});
          respond(part.has_error()
                      ? net::error_response(part.error())
                      : net::HttpResponse{200, "text/plain; charset=utf-8", ingest::to_text(*part), {}});
        });
        if (!taken) respond(net::error_response({Code::overloaded, "others are being priced again"}));
      }};
}

}  // namespace shiptally::api
