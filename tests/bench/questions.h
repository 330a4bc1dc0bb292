#pragma once
// What a dashboard asks, over HTTP, of the real daemon.

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/e2e/http_client.h"

namespace shiptally::bench {

/// Milliseconds of one question, and of an answer without data asked in turn with it.
struct Asked {
  std::string name;
  double p50_ms = 0, p99_ms = 0, healthy_p99_ms = 0;
  double cpu_ms = 0;  ///< of the daemon, a time asked: what other load on the machine disturbs least
};

/// Asks for DORA's figures, cost by model and day, latency by model and hour (over a day also by five
/// minutes), and errors by hour, over the last 24 hours and the last 30 days of kHistory, each `times` times;
/// the window moves a little from one to the next, as a dashboard's does.  Throws when an answer is empty or
/// no answer.
std::vector<Asked> ask_dashboard(e2e::HttpClient& client, pid_t daemon, int times);

}  // namespace shiptally::bench
