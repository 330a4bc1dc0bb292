#pragma once
// The daemon's own state and what /metrics shows of it.

#include <atomic>
#include <chrono>
#include <string_view>

#include "daemon/expose/prometheus/exposition.h"
#include "daemon/expose/prometheus/llm_metrics.h"
#include "daemon/net/http.h"
#include "daemon/store/store.h"
#include "schema/base/worker_pool.h"

namespace shiptally::api {

/// Counts what happens and renders it.  Thread-safe, but committed() is the writer thread's alone.
class Health {
 public:
  Health();

  void rows(std::string_view source, std::string_view outcome, std::size_t count);
  void answered(std::string_view route, int status, std::chrono::microseconds took);
  void committed(const store::Committed& commit);
  void queue_rows(std::size_t rows) {
    exposition_.set_gauge("shiptally_store_queue_rows", static_cast<double>(rows));
  }

  /// Serving, neither starting nor stopping.
  void set_ready(bool ready) { ready_ = ready; }
  bool ready() const { return ready_; }

  expose::Exposition& exposition() { return exposition_; }

  /// Answers a scrape from `workers`, in the format that its Accept asks for: the text takes too long for
  /// io, and needs no database.
  void render(WorkerPool& workers, std::string_view accept, net::Respond respond);

 private:
  void count_series(const store::Committed& commit);

  expose::Exposition exposition_;
  expose::LlmCounters llm_;
  expose::DurationHistogram& commit_seconds_;
  expose::Counter& over_limit_;
  bool over_limit_logged_ = false;  ///< writer thread only
  std::atomic<bool> ready_{false};
};

}  // namespace shiptally::api
