#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/api/control.h"
#include "daemon/api/health.h"
#include "daemon/api/read_api.h"
#include "daemon/clock/clock.h"
#include "daemon/dispatch/dispatch_thread.h"
#include "daemon/ingest/ingest.h"
#include "daemon/ingest/pollers.h"

namespace shiptally::api {

/// What the routes lead to; all of it outlives the listener.  A list of routes that nobody calls (for
/// route_names) needs none of it.
struct RouteParts {
  ingest::Ingest* ingest = nullptr;
  ReadApi* read_api = nullptr;
  TokenBook* tokens = nullptr;
  WorkerPool* scrape_workers = nullptr;
  WorkerPool* control_workers = nullptr;
  dispatch::DispatchThread* reports = nullptr;
  Health* health = nullptr;
  std::filesystem::path data_dir = {};
  std::function<Instant()> now;
  std::function<std::size_t()> queued_rows;  ///< waiting for the writer
  /// Reads the configuration again on another thread and calls back.
  std::function<void(std::function<void(Result<void>)> done)> reload;
  const ingest::Pollers* pollers = nullptr;
  store::Store* store = nullptr;
  WorkerPool* repricer = nullptr;                             ///< of one thread
  std::function<Result<void>(ClosedMonth)> put_closed_month;  ///< stores it and waits
  clock::Clock* clock = nullptr;
};

std::vector<net::Route> make_routes(const RouteParts& parts);

/// Every route of the daemon as "METHOD PATH", sorted; held against openapi.yaml by a test.
std::vector<std::string> route_names();

}  // namespace shiptally::api
