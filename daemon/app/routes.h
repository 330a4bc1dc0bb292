#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/app/clock.h"
#include "daemon/app/control.h"
#include "daemon/app/health.h"
#include "daemon/app/ingest.h"
#include "daemon/app/pollers.h"
#include "daemon/app/read_api.h"
#include "daemon/app/report_thread.h"

namespace shiptally::app {

/// What the routes lead to; all of it outlives the listener.  A list of routes that nobody calls (for
/// route_names) needs none of it.
struct RouteParts {
  Ingest* ingest = nullptr;
  ReadApi* read_api = nullptr;
  TokenBook* tokens = nullptr;
  WorkerPool* scrape_workers = nullptr;
  WorkerPool* control_workers = nullptr;
  ReportThread* reports = nullptr;
  Health* health = nullptr;
  std::filesystem::path data_dir = {};
  std::function<Instant()> now;
  std::function<std::size_t()> queued_rows;  ///< waiting for the writer
  /// Reads the configuration again on another thread and calls back.
  std::function<void(std::function<void(Result<void>)> done)> reload;
  const Pollers* pollers = nullptr;
  store::Store* store = nullptr;
  WorkerPool* repricer = nullptr;                             ///< of one thread
  std::function<Result<void>(ClosedMonth)> put_closed_month;  ///< stores it and waits
  Clock* clock = nullptr;
};

std::vector<net::Route> make_routes(const RouteParts& parts);

}  // namespace shiptally::app
