#pragma once
// The way out: from query parameters to rows, on the query threads.

#include <memory>
#include <string_view>
#include <vector>

#include "daemon/api/answer_cache.h"
#include "daemon/api/endpoint.h"
#include "daemon/api/question.h"
#include "daemon/api/slow_queries.h"
#include "daemon/net/http.h"
#include "daemon/store/snapshot.h"
#include "schema/base/worker_pool.h"
#include "schema/money_rules.h"
#include "schema/price.h"
#include "schema/table.h"

namespace shiptally::api {

/// Runs endpoints on the query threads, each of which owns a read-only connection.  A question is worked on
/// until its deadline, counted from its arrival, and no longer than somebody waits for the answer.  An answer
/// that fails for want of memory, or by any exception, is an error to its client and to nobody else.
/// Thread-safe.
class ReadApi {
 public:
  /// A thread each reader: with fewer than three, gauges, small and large questions wait for each other.
  ReadApi(std::vector<std::unique_ptr<store::Reader>> readers, Millis deadline, SlowQueries slow,
          std::function<Instant()> now);
  ~ReadApi();  ///< stops

  /// Call after each commit that changed delivery facts, before its sender is answered.
  void facts_changed() { analyses_.facts_changed(); }

  void set_rules(queries::Rules rules);
  queries::Rules rules() const;

  /// Ends the questions that run and those that wait, at once: Code::unavailable.  So are all later ones.
  void stop() { stopping_.request_stop(); }

  /// For work elsewhere that ends with the questions: `deadline` counts from here.
  Interruption interruption(Millis deadline, std::stop_token gone) const {
    return interruption_at(std::chrono::steady_clock::now() + deadline, std::move(gone),
                           stopping_.get_token());
  }

  /// Answers from a query thread; a full queue is 429 at once.
  void answer(const Endpoint& endpoint, const net::HttpRequest& request, net::Respond respond);

  /// Other work that reads.
  struct Work {
    std::function<void(const queries::Context& context, const Query& query)>
        run;  ///< the query has its interruption
    /// Called in its place where nothing can be read, or after it when it was interrupted or failed.
    std::function<void(const Error&)> failed = {};
    ReadLane lane = ReadLane::large;
    std::stop_token gone = {};  ///< requested when it is no longer wanted
  };
  /// Runs work on a query thread; false when its lane is full.  Its deadline is longer than a question's and
  /// counts from its beginning, as no client waits for it.
  bool try_run(Work work);

 private:
  net::HttpResponse make(const Endpoint& endpoint, const Parameters& parameters, const net::Fields& asked,
                         store::Reader& reader);
  net::HttpResponse answer_from(store::Reader& reader, const Endpoint& endpoint, const Parameters& parameters,
                                const net::Fields& asked);
  Result<void> run(const Work& work, store::Reader& reader);

  std::vector<std::unique_ptr<store::Reader>> readers_;
  const Millis deadline_;
  SlowQueries slow_;
  const std::function<Instant()> now_;
  queries::AnalysisCache analyses_;
  AnswerCache answers_;
  mutable std::mutex mutex_;  // protects rules_
  queries::Rules rules_;
  std::stop_source stopping_;
  WorkerPool workers_;  // last: its threads use all of the above
};

}  // namespace shiptally::api
