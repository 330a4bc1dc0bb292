#pragma once
// The way out: from query parameters to rows, on the query threads.

#include <memory>
#include <string_view>
#include <vector>

#include "daemon/app/answer_cache.h"
#include "daemon/app/delivery_facts.h"
#include "daemon/app/question.h"
#include "daemon/app/report_document.h"
#include "daemon/app/slow_queries.h"
#include "daemon/expose/parse_query.h"
#include "daemon/net/http.h"
#include "daemon/store/snapshot.h"
#include "schema/base/worker_pool.h"
#include "schema/money_rules.h"
#include "schema/price.h"
#include "schema/table.h"

namespace shiptally::app {

/// What the definitions need beside the facts; a reload replaces it.
struct ReadRules {
  metrics::DeliveryRules delivery;
  std::shared_ptr<const PriceBook> prices;
  std::shared_ptr<const MoneyRules> money;
  std::uint64_t version = 0;  ///< counted by the ReadApi
};

/// What an answer is made from.  Long work looks at request.query.interruption.
struct ReadContext {
  store::Snapshot& snapshot;
  AnalysisCache& analyses;
  std::uint64_t facts_version;  ///< read before the snapshot was taken
  const ReadRules& rules;
  const expose::ReadQuery& request;
  Instant now;
};

/// One endpoint of the read API: rows, or a document of its own.
struct ReadEndpoint {
  std::string_view path;
  Result<Table> (*table)(const ReadContext&) = nullptr;
  Result<std::string> (*document)(const ReadContext&) = nullptr;  ///< JSON; where `table` is none
  bool of_delivery = false;  ///< answers change with the delivery facts and the rules only, not with the hour
  bool by_cost_centre = false;                                   ///< whether group_by may name cost_centre
  Result<ReportDocument> (*file)(const ReadContext&) = nullptr;  ///< a file to keep; where both are none
  bool large = false;  ///< whatever the window it may read very much (question.h)
};

/// Every endpoint; the one list (endpoints.cc).
std::span<const ReadEndpoint> read_endpoints();

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

  void set_rules(ReadRules rules);
  ReadRules rules() const;

  /// Ends the questions that run and those that wait, at once: Code::unavailable.  So are all later ones.
  void stop() { stopping_.request_stop(); }

  /// For work elsewhere that ends with the questions: `deadline` counts from here.
  Interruption interruption(Millis deadline, std::stop_token gone) const {
    return interruption_at(std::chrono::steady_clock::now() + deadline, std::move(gone),
                           stopping_.get_token());
  }

  /// Answers from a query thread; a full queue is 429 at once.
  void answer(const ReadEndpoint& endpoint, const net::HttpRequest& request, net::Respond respond);

  /// Other work that reads.
  struct Work {
    std::function<void(const ReadContext&)> run;
    /// Called in its place where nothing can be read, or after it when it was interrupted or failed.
    std::function<void(const Error&)> failed = {};
    ReadLane lane = ReadLane::large;
    std::stop_token gone = {};  ///< requested when it is no longer wanted
  };
  /// Runs work on a query thread; false when its lane is full.  Its deadline is longer than a question's and
  /// counts from its beginning, as no client waits for it.
  bool try_run(Work work);

 private:
  net::HttpResponse make(const ReadEndpoint& endpoint, const expose::ReadQuery& request,
                         const net::Fields& parameters, store::Reader& reader);
  net::HttpResponse answer_from(store::Reader& reader, const ReadEndpoint& endpoint,
                                const expose::ReadQuery& request, const net::Fields& parameters);
  Result<void> run(const Work& work, store::Reader& reader);

  std::vector<std::unique_ptr<store::Reader>> readers_;
  const Millis deadline_;
  SlowQueries slow_;
  const std::function<Instant()> now_;
  AnalysisCache analyses_;
  AnswerCache answers_;
  mutable std::mutex mutex_;  // protects rules_
  ReadRules rules_;
  std::stop_source stopping_;
  WorkerPool workers_;  // last: its threads use all of the above
};

}  // namespace shiptally::app
