#pragma once
// What the command line asks of a running daemon over its unix socket: nothing else writes the database
// beside it.

#include <filesystem>
#include <functional>
#include <vector>

#include "daemon/api/tokens.h"
#include "daemon/clock/clock.h"
#include "daemon/net/http.h"
#include "schema/base/worker_pool.h"

namespace shiptally::api {

/// Where the daemon of a data directory listens for its command line.
std::filesystem::path control_socket(const std::filesystem::path& data_dir);

/// POST, GET and DELETE of /-/tokens.  A token itself never travels: the client sends its SHA-256.
///   POST   ?name=…&scope=ingest,read&sha256=<hex>
///   GET    one line a token: name, scopes, creation time, "revoked"
///   DELETE ?name=…
std::vector<net::Route> token_routes(TokenBook* tokens, std::function<Instant()> now);

/// GET of /-/cursor ?name=…: how far that source was read, in its own words; nothing when it never was.
net::Route cursor_route(std::filesystem::path data_dir, WorkerPool* workers);

/// GET of /-/clock: whether the clock is trusted, and what it says.  POST: from now on it is.
std::vector<net::Route> clock_routes(clock::Clock* clock);

}  // namespace shiptally::api
