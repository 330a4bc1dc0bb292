#pragma once
// Reading: a read-only connection, one transaction a snapshot, so that an answer sees one state of the
// database however long it takes.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "daemon/store/store.h"
#include "schema/base/interruption.h"
#include "schema/compact_facts.h"
#include "schema/facts.h"
#include "schema/provider_usage.h"
#include "schema/query.h"
#include "schema/rollup.h"

namespace shiptally::store {

/// A statement that ran, as SQLite was given it: the values of its parameters are not in it.
struct RanStatement {
  std::string sql;
  std::chrono::nanoseconds took{};  ///< of all runs, in steps of a millisecond
  int runs = 0;
  std::string plan;  ///< EXPLAIN QUERY PLAN
};

/// One state of the database.  Facts come in their current version (or the one current `as_of`), sorted by
/// key, retracted ones left out.  Not thread-safe; an interruption is the error that it tells.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  using AsOf = std::optional<Instant>;

  virtual Result<std::vector<Deployment>> deployments(AsOf as_of) = 0;
  virtual Result<std::vector<Commit>> commits(AsOf as_of) = 0;
  /// Adds deployments, commits, changes, reviews and incidents to `into`: every revision from number `from`
  /// on, in the order of arrival.  Returns the number of the first that is not there yet.  An error leaves
  /// `into` incomplete.
  virtual Result<std::int64_t> delivery(std::int64_t from, AsOf as_of, CompactFacts& into) = 0;
  /// One fact by its key; none when there is none, or it was taken back.
  virtual Result<std::optional<Deployment>> deployment(const FactId& key, AsOf as_of) = 0;
  virtual Result<std::optional<Incident>> incident(const FactId& key, AsOf as_of) = 0;
  virtual Result<std::optional<Change>> change(const FactId& key, AsOf as_of) = 0;
  virtual Result<std::vector<Change>> changes(AsOf as_of) = 0;
  virtual Result<std::vector<Review>> reviews(AsOf as_of) = 0;
  virtual Result<std::vector<Incident>> incidents(AsOf as_of) = 0;
  /// Charges whose period overlaps the window, and those on the invoice of a UTC month that lies in it as a
  /// whole.  Takes as long as these are many, whatever else is stored.
  virtual Result<std::vector<Charge>> charges(Window window, AsOf as_of) = 0;
  using VisitId = std::function<void(std::string_view)>;
  /// Ids of the current charges of one source that begin with `id_prefix`, ascending; the prefix is not
  /// empty.  Takes as long as these are many.
  virtual Result<void> charge_ids(std::string_view source, std::string_view id_prefix,
                                  const VisitId& visit) = 0;
  /// What providers' meters counted in spans that overlap the window.
  virtual Result<std::vector<ProviderUsage>> provider_usage(Window window, AsOf as_of) = 0;
  /// Those of one source: no other's is read into memory.
  virtual Result<std::vector<Charge>> charges_of(std::string_view source, Window window, AsOf as_of) = 0;
  virtual Result<std::vector<ProviderUsage>> provider_usage_of(std::string_view source, Window window,
                                                               AsOf as_of) = 0;

  using VisitCell = std::function<void(const StoredCell&)>;
  /// Rollup cells that start inside `window`, which is aligned to `level`; only series that `filter` allows,
  /// and of a cell only `parts`.  Ascending by start.
  virtual Result<void> cells(Level level, Window window, const Filter& filter, CellParts parts,
                             const VisitCell& visit) = 0;

  using VisitRequest = std::function<void(const Request&)>;
  /// Raw rows with `ts` in the window, ascending; retracted ones left out.  The texts of a row are valid
  /// during the call of `visit`.  Code::invalid for a window that begins before requests_kept_from().
  virtual Result<void> requests(Window window, const Filter& filter, AsOf as_of,
                                const VisitRequest& visit) = 0;

  /// Raw rows from here on are kept, and requests() reaches no further back; 1970 when none has ever expired.
  virtual Result<Instant> requests_kept_from() = 0;

  /// The last hours that requests are stored of, by their own time; cheap however many there are.
  virtual Result<ArrivalHours> request_hours(AsOf as_of) = 0;

  /// Where the source of that name stands (schema/batch.h); none when it was never read.
  virtual Result<std::optional<std::string>> cursor(std::string_view name) = 0;

  /// Which price books priced requests since when, and what was priced again.
  virtual Result<RepricingBook> repricings() = 0;
  virtual Result<std::vector<TokenRow>> tokens() = 0;            ///< by name, revoked ones too
  virtual Result<ReportBook> reports() = 0;                      ///< what is known of their delivery
  virtual Result<std::vector<ClosedMonth>> closed_months() = 0;  ///< by number
  /// Until when what is stored had arrived; 1970 when nothing is.
  virtual Result<Instant> last_arrival() = 0;
  virtual std::int64_t size_bytes() = 0;  ///< database and WAL on the disk

  /// What ends this snapshot's work, for who goes on with what was read.
  virtual const Interruption& interruption() const = 0;

  /// What ran in this snapshot so far, the longest first; also after the deadline.
  virtual std::vector<RanStatement> statements() = 0;
};

/// Owns one read-only connection; one per query thread.
class Reader {
 public:
  /// Called on the reader's thread with what is wrong when a part of the database is not sound.
  using OnDamage = std::function<void(const std::string& what)>;

  static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& directory,
                                              OnDamage on_damage = {});
  virtual ~Reader() = default;
  /// One snapshot at a time; it must end before the reader does.  SQL asks the interruption some thousand
  /// times a second.
  virtual Result<std::unique_ptr<Snapshot>> begin(Interruption interruption) = 0;
  /// The same with a deadline that counts from here; past it: Code::unavailable.
  Result<std::unique_ptr<Snapshot>> begin(Millis deadline);
};

}  // namespace shiptally::store
