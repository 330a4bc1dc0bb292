#pragma once
// The way in: from an HTTP request to facts on the disk and an answer.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "collectors/collector.h"
#include "daemon/ingest/decode_backlog.h"
#include "daemon/ingest/sealer.h"
#include "daemon/net/http.h"
#include "daemon/normalise/normalise.h"
#include "daemon/store/store.h"
#include "schema/base/worker_pool.h"

namespace shiptally::ingest {

/// What a reload replaces as a whole.
struct IngestRules {
  std::shared_ptr<const normalise::Normaliser> normaliser;
  std::shared_ptr<const std::map<std::string, std::string>> secrets;  ///< by collector name
  Millis keep_requests{};                                             ///< older ones are refused
};

/// The time, as far as it is known: one instant twice, unless the clock is in doubt.
struct TimeSpan {
  Instant earliest, latest;
};

struct IngestLimits {
  std::size_t decoded_bytes = 64U << 20;  ///< a body once its content encoding is undone
  /// And how many times larger than sent: ordinary NDJSON is 12:1, rows that hardly differ reach 150:1
  /// (zstd).
  std::size_t ratio_max = 1000;
  /// A message is refused before it is decoded when its rows would wait longer for the disk; 0: never.
  ByUrgency<Millis> wait_max{};
};

/// How many bytes of each urgency may wait to be decoded, of `bytes` in all.  Two threads, so that a log that
/// is long to decode holds up no event.
inline constexpr std::size_t kDecodeThreads = 2;
std::vector<WorkerPool::Lane> decode_lanes(std::size_t bytes);

/// Counts outcomes per source; called from any thread.
using CountRows = std::function<void(std::string_view source, std::string_view outcome, std::size_t rows)>;

/// What became of the rows of a delivery.
struct Outcome {
  Receipt receipt;
  std::vector<Rejection> rejected;
  std::size_t ignored = 0;
};
/// Called once, on the writer thread; an error when nothing of the delivery was kept.
using Stored = std::function<void(Result<Outcome>)>;

/// On the control socket only: the cursor that a delivery moves once its rows are stored.
inline constexpr std::string_view kCursorHeader = "shiptally-cursor";
inline constexpr std::string_view kPositionHeader = "shiptally-position";

/// Turns deliveries into committed facts.  Thread-safe; the store, the pool (of decode_lanes()) and `count`
/// outlive it.
class Ingest {
 public:
  Ingest(store::Store& store, WorkerPool& decoders, Sealer sealer, IngestLimits limits,
         std::function<TimeSpan()> now, CountRows count);

  void set_rules(IngestRules rules);

  /// Hands the request to a decode thread and answers once everything accepted is on the disk; or refuses it
  /// at once, when that would take too long.
  void accept(const collectors::Collector& collector, net::HttpRequest request, net::Respond respond);

  /// The two halves of accept(), for readers of files, which decode on their own thread.  `text` is NDJSON;
  /// none of it moves the cursor alone.  The text stays the batch's.
  Result<collectors::Decoded> read(const collectors::Collector& collector, std::string text) const;
  /// `source` is counted, and lives as long as the program.  An error at once, without a call of `stored`,
  /// when the queue is full.
  Result<void> submit(std::string_view source, collectors::Decoded decoded, Stored stored);
  /// For facts that were not decoded here: gives them the names and prices that the rules give.
  void normalise(FactBatch& facts) const;

 private:
  Result<void> admit(Urgency urgency) const;
  void process(const collectors::Collector& collector, net::HttpRequest request, net::Respond respond);
  Result<collectors::Decoded> decode(const collectors::Collector& collector, net::HttpRequest request,
                                     const IngestRules& rules) const;
  void make_ready(const collectors::Collector& collector, const IngestRules& rules,
                  collectors::Decoded& decoded) const;
  void count_outcomes(std::string_view source, const Outcome& outcome) const;
  void note_store(const Result<Receipt>& receipt);
  collectors::Delivery delivery_of(std::string body, net::Fields headers, const IngestRules& rules) const;
  IngestRules rules() const;

  store::Store& store_;
  WorkerPool& decoders_;
  const Sealer sealer_;
  const IngestLimits limits_;
  const std::function<TimeSpan()> now_;
  const CountRows count_;

  DecodeBacklog backlog_;
  std::atomic<bool> store_refuses_{false};  ///< the last commit failed

  mutable std::mutex mutex_;  // protects rules_
  IngestRules rules_;
};

/// The body of a write's answer: {"accepted":n,"duplicate":n,"rejected":[…]}, and "ignored" where a
/// collector leaves out what is of no use.
std::string write_answer(const Outcome& outcome);

}  // namespace shiptally::ingest
