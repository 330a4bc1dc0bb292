#pragma once
// A daemon of its own for a benchmark, and clients that load it.

#include <string>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"

namespace shiptally::bench {

/// A token that may write and read, made before the daemon starts.
std::string make_token(const e2e::TempDir& dir);

/// Posts every body, each once, over some keep-alive connections.  Throws when one is refused.  Returns
/// the milliseconds that each took.
std::vector<double> post_all(int port, const std::string& token, int connections, const std::string& target,
                             const std::vector<std::string>& all);

}  // namespace shiptally::bench
