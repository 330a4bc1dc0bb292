#pragma once
// Requests priced again, as the command line asks for it and as readers are shown it; and what has no price.

#include "daemon/api/read_api.h"
#include "daemon/net/router.h"
#include "schema/base/worker_pool.h"

namespace shiptally::api {

/// POST /-/repricings, on `worker`, which has one thread.  Answers with ingest::to_text() of a part:
///   ?from=…&to=…[&unprices=1]            begins a run
///   ?number=…                            does the next part of it
///   ?from=…&to=…[&unprices=1]&look_at=…  tells what a part would do from there on
/// `read_api` knows the book in force, and ends a part when it stops.
net::Route repricing_route(store::Store* store, std::filesystem::path data_dir, WorkerPool* worker,
                           const ReadApi* read_api);

}  // namespace shiptally::api
