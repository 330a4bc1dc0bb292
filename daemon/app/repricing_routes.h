#pragma once
// Requests priced again, as the command line asks for it and as readers are shown it; and what has no price.

#include "daemon/app/read_api.h"
#include "daemon/app/worker_pool.h"
#include "daemon/net/router.h"

namespace shiptally::app {

/// POST /-/repricings, on `worker`, which has one thread.  Answers with to_text() of a part:
///   ?from=…&to=…[&unprices=1]            begins a run
///   ?number=…                            does the next part of it
///   ?from=…&to=…[&unprices=1]&look_at=…  tells what a part would do from there on
/// `prices` gives the book in force.
net::Route repricing_route(store::Store* store, std::filesystem::path data_dir, WorkerPool* worker,
                           std::function<std::shared_ptr<const PriceBook>()> prices);

/// Runs that began in the window, and what each changed by day and model.
Result<Table> repricings(const ReadContext& context);

}  // namespace shiptally::app
