#include "daemon/api/routes.h"

#include <algorithm>

#include "daemon/api/close_route.h"
#include "daemon/api/pollers_route.h"
#include "daemon/api/report_endpoints.h"
#include "daemon/api/repricing_routes.h"

namespace shiptally::api {
namespace {

net::HttpResponse text(int status, std::string body) {
  return {status, "text/plain; charset=utf-8", std::move(body), {}};
}

net::Access access_of(collectors::Proof proof) {
  return proof == collectors::Proof::bearer ? net::Access::ingest : net::Access::signature;
}

void add_operations(std::vector<net::Route>& routes, const RouteParts& parts) {
  using net::Access;
  routes.push_back({"GET", "/-/healthy", Access::open,
                    [](net::HttpRequest, net::Respond respond) { respond(text(200, "healthy\n")); }});
  routes.push_back({"GET", "/-/ready", Access::open,
                    [health = parts.health, store = parts.store](net::HttpRequest, net::Respond respond) {
                      const auto trouble = store->trouble();
                      if (trouble) return respond(text(503, "not ready: " + trouble->reason + "\n"));
                      respond(health->ready() ? text(200, "ready\n") : text(503, "not ready\n"));
                    }});
  routes.push_back(
      {"POST", "/-/reload", Access::admin, [reload = parts.reload](net::HttpRequest, net::Respond respond) {
         reload([respond](const Result<void>& done) {
           respond(done.has_error() ? net::error_response(done.error()) : text(200, "reloaded\n"));
         });
       }});
  routes.push_back({"GET", "/metrics", Access::read, [parts](net::HttpRequest request, net::Respond respond) {
                      parts.health->queue_rows(parts.queued_rows());
                      parts.health->render(*parts.scrape_workers, request.header("accept"),
                                           std::move(respond));
                    }});
}

}  // namespace

std::vector<net::Route> make_routes(const RouteParts& parts) {
  std::vector<net::Route> routes;
  for (const collectors::Collector& collector : collectors::registry())
    routes.push_back({"POST", std::string(collector.path), access_of(collector.proof),
                      [ingest = parts.ingest, &collector](net::HttpRequest request, net::Respond respond) {
                        ingest->accept(collector, std::move(request), std::move(respond));
                      },
                      net::kBodyAsLimited});
  for (const Endpoint& endpoint : endpoints())
    routes.push_back({"GET", std::string(endpoint.path), endpoint.access,
                      [read_api = parts.read_api, &endpoint](net::HttpRequest request, net::Respond respond) {
                        read_api->answer(endpoint, request, std::move(respond));
                      }});
  routes.push_back(pollers_route(parts.pollers, parts.now));
  add_operations(routes, parts);
  for (net::Route& route : token_routes(parts.tokens, parts.now)) routes.push_back(std::move(route));
  routes.push_back(repricing_route(parts.store, parts.data_dir, parts.repricer, parts.read_api));
  routes.push_back(cursor_route(parts.data_dir, parts.control_workers));
  for (net::Route& route : clock_routes(parts.clock)) routes.push_back(std::move(route));
  routes.push_back(report_route(parts.reports));
  routes.push_back(close_route(parts.read_api, parts.put_closed_month));
  return routes;
}

std::vector<std::string> route_names() {
  std::vector<std::string> names;
  for (const net::Route& route : make_routes({})) names.push_back(route.method + " " + route.path);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace shiptally::api
