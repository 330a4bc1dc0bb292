#pragma once
// The only door to the database.  One writer thread owns the one read-write connection and does all
// commits and checkpoints (Debian's SQLite 3.40 corrupts a WAL that two connections checkpoint).

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/batch.h"
#include "schema/closed_month.h"
#include "schema/report_delivery.h"
#include "schema/repricing.h"
#include "schema/rollup.h"
#include "schema/series_fold.h"

namespace shiptally::store {

/// What one transaction brought; duplicates are left out.
struct Committed {
  std::chrono::nanoseconds took{};
  bool delivery_facts = false;  ///< whether deployments, commits, changes, incidents or retractions changed
  std::span<const Request* const> requests;  ///< new and restated ones, as they were sent
  std::span<const Fold> folds;               ///< how the names of each gave way: there were too many
  std::size_t series_in_use = 0;             ///< see Options::series_max
};

struct Options {
  std::filesystem::path directory;         ///< holds shiptally.db and its WAL; created if missing
  std::size_t queue_rows_max = 200'000;    ///< rows waiting for the writer; beyond: Code::overloaded
  std::size_t queue_bytes_max = 64 << 20;  ///< memory of those rows
  ByUrgency<Millis> wait_max{};     ///< a batch that would wait longer: Code::overloaded; 0: however long
  std::size_t series_max = 20'000;  ///< series in use at a time (daemon/store/requests/dictionary.h)
  /// Arrival times, required; called by open() and on the writer thread.  What is stored never goes back,
  /// whatever the clock does.
  std::function<Instant()> now;
  /// Called on the writer thread after each commit that changed something, before anybody is told; must
  /// not block.
  std::function<void(const Committed&)> on_commit;

  /// A second high-water mark outside of the directory, which tells when all of that is lost; empty: none.
  std::filesystem::path second_mark = {};
  /// Fingerprint of the key that seals users: empty when there is no key yet, none when it is not known here.
  std::optional<std::string> user_key = {};
  bool accept_loss = false;      ///< open a directory that has lost something, and forget what it had
  Millis stall{10'000};          ///< a write that takes longer is trouble
  Millis watch_interval{1'000};  ///< between two looks at the files and the writer
  /// Called on any thread with what somebody should read in the log: an exception of a callback, what was
  /// lost and accepted.
  std::function<void(std::string_view)> on_notice = {};
};

/// Why facts are not stored, for a person.
struct Trouble {
  enum class Kind {
    refusing,  ///< the disk is full or does not let itself be written; passes by itself
    stalled,   ///< a write does not come to its end; nobody knows whether it will
    damaged,   ///< the database is not sound; a restart does not help
    unsure,    ///< a sync or a rollback failed: only a restart reads the truth from the disk again
    gone,      ///< the database was removed or replaced, or its directory
  };
  Kind kind;
  std::string reason;

  bool wants_restart() const { return kind == Kind::unsure || kind == Kind::gone; }
};

/// The cursor in which the daemon writes down the time now and then, while it trusts the clock.
inline constexpr std::string_view kClockCursor = "clock";

/// A bearer token as stored: never the token itself.
struct TokenRow {
  std::string name;
  std::string sha256;               ///< 32 raw bytes
  std::vector<std::string> scopes;  ///< ingest, read, admin, audit
  Instant created;
  bool revoked = false;
};

/// What is to be kept of the delivery of reports.
struct ReportWrites {
  std::vector<ReportDelivery>
      deliveries;  ///< new ones, or in the place of those of the same stream and month
  std::optional<std::vector<ReportStart>> starts;  ///< in the place of all

  std::size_t size() const { return deliveries.size() + (starts ? starts->size() + 1 : 0); }
};

/// What is to be kept of prices and of requests priced again.
struct PriceWrites {
  std::string book_in_force;       ///< its version; empty: nothing is told
  std::optional<Repricing> begin;  ///< a run with a number of its own; `recorded` is the store's
  std::optional<RepricingStep> step;

  std::size_t size() const { return 1 + (step ? step->rows.size() : 0); }
};

class Store {
 public:
  /// Takes the lock file (Code::in_use when another daemon holds it), looks whether anything was lost or
  /// damaged (Code::unsupported), migrates (Code::unsupported when the schema is newer than this program),
  /// starts the writer.
  static Result<std::unique_ptr<Store>> open(Options options);
  virtual ~Store() = default;  ///< drains the queue, checkpoints, releases the lock

  using Done = std::function<void(Result<Receipt>)>;
  /// Queues a batch.  `done` is called on the writer thread once the batch is on the disk (fsync), or with
  /// Code::unavailable when it is not and nothing of it was kept (Code::invalid when a row of it breaks a
  /// rule of the schema, which the collectors should have refused).  A full queue is Code::overloaded, at
  /// once, without a call of `done`; so is Code::unavailable while trouble() is not `refusing`.  What is urgent
  /// is written first.  What waits while the writer stalls is given up, on another thread.  Thread-safe.
  virtual Result<void> submit(FactBatch batch, Done done) = 0;

  /// Adds a token, or replaces the one of the same name.  Waits for the commit, so that the next snapshot's
  /// tokens() hold it.  Thread-safe, but never from `done` or `on_commit`.
  virtual Result<void> put_token(TokenRow token) = 0;
  /// The same without waiting: `done` is called like submit()'s.
  virtual Result<void> put_token(TokenRow token, Done done) = 0;

  /// Waits for the commit, like put_token() and from the same threads.
  virtual Result<void> put_reports(ReportWrites reports) = 0;

  /// Waits for the commit, likewise; what the texts of a step point into must live until then.  A request of
  /// the step gets its new price as a further version, unless it was restated or taken back meanwhile;
  /// rollups and the run's record change in the same transaction.
  virtual Result<void> put_prices(PriceWrites prices) = 0;

  /// Waits for the commit, in the same way.  Code::invalid unless it follows the month closed last.
  virtual Result<void> put_closed_month(ClosedMonth closed) = 0;

  /// Raw requests of hours that ended by `before` may go; their sums stay.  Returns at once: the writer takes
  /// them away bit by bit between commits, and their space is used again.  Only with a time that is trusted:
  /// the first call of a run also moves requests_kept_from() back, if it lies in the future or beyond rows
  /// that are there.  Thread-safe.
  virtual void expire_requests(Instant before) = 0;

  /// Requests from here on are kept: the end of the last hour that was taken away.  Of older ones it is no
  /// longer known which were stored, so they must not be submitted.  Thread-safe.
  virtual Instant requests_kept_from() const = 0;

  virtual std::size_t queued_rows() const = 0;

  /// How long a batch that is submitted now would probably wait for its transaction.
  virtual Millis expected_wait(Urgency urgency) const = 0;

  /// What is wrong, if anything; the gravest.  Cheap, and never waits for the disk.  Once it is not
  /// `refusing` or `stalled` it stays, and every batch is Code::unavailable.  Thread-safe.
  virtual std::optional<Trouble> trouble() const = 0;

  /// A reader has met a part of the database that is not sound.  Thread-safe.
  virtual void found_damage(const std::string& what) = 0;

  /// Fingerprint of the key that seals users, once there is one; kept beside the high-water mark.
  virtual void set_user_key(const std::string& fingerprint) = 0;
};

}  // namespace shiptally::store
