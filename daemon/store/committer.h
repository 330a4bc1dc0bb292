#pragma once
// One transaction at a time on the one read-write connection: rows, rollups, revisions, tokens, checkpoint.

#include <span>

#include "daemon/store/facts/revision_writer.h"
#include "daemon/store/job.h"
#include "daemon/store/requests/dictionary.h"
#include "daemon/store/requests/request_writer.h"
#include "daemon/store/safety/loss.h"

namespace shiptally::store {

/// Owns the connection.  Not thread-safe: lives on the writer thread.
class Committer {
 public:
  Committer(SQLite::Database database, std::size_t series_max);
  ~Committer();  ///< checkpoints what is left in the WAL

  /// Commits all jobs in one transaction that is recorded at `now`, or, if the clock went back, at the last
  /// one's instant.  Receipts in the order of the jobs.  Whatever it throws, nothing of any job was kept,
  /// neither on the disk nor in memory.
  std::vector<Receipt> commit(std::span<const Job> jobs, Instant now);

  /// Takes away at most `chunks_max` chunks of requests that are older than the hour of `before`, in a
  /// transaction of its own, if there are any.  True when there are more.  Throws SQLite::Exception.
  bool expire_requests(Instant before, std::size_t chunks_max);
  /// Moves requests_kept_from() back to where rows are kept from, if it lies beyond; `now` is a time that is
  /// trusted.  Throws SQLite::Exception.
  void heal_kept_from(Instant now);
  Instant requests_kept_from() const { return kept_from_; }

  /// Moves the WAL into the database once it is long.  Between commits, never while a sender waits.  Throws
  /// SQLite::Exception when the database could not be synced.
  void checkpoint_when_due();

  /// Writes as little as possible and changes nothing, to see whether the disk takes it.  Throws
  /// SQLite::Exception when it does not.
  void probe();

  /// Whether a transaction is still open though it was given up: nothing can be written any more.
  bool is_stuck() const;

  LastBatch last() const { return {last_batch_, last_recorded_}; }

  /// What the last commit() brought; points into its jobs.
  const Committed& committed() const { return committed_; }

 private:
  /// A request, its retraction or its new price, of one of the jobs.
  struct Row {
    Instant ts;
    RequestId id;
    std::size_t job;
    const Request* request;
    const RepricedRequest* repriced;  ///< neither of the two: a retraction
  };
  void forget_uncommitted();
  std::vector<Receipt> write(std::span<const Job> jobs, std::int64_t batch, Instant recorded);
  void sort_rows(std::span<const Job> jobs);

  SQLite::Database database_;
  Dictionary dictionary_;
  RequestWriter requests_;
  RevisionWriter revisions_;
  Statement add_batch_;
  std::int64_t last_batch_ = 0;
  Instant last_recorded_{};
  Instant kept_from_;
  Instant swept_to_;                     ///< nothing is left of before, and nothing comes any more
  std::vector<Row> rows_;                ///< reused from commit to commit
  std::vector<RepricingTally> tallies_;  ///< what the new prices of each job changed
  std::vector<const Request*> fresh_;    ///< of rows_, those that were no duplicates
  std::vector<Fold> folds_;              ///< how the names of each of these gave way
  Committed committed_;
  int wal_pages_ = 0;
  int checkpoint_at_pages_;
};

}  // namespace shiptally::store
