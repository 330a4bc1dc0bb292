#include "daemon/store/committer.h"

#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <tuple>

#include "daemon/store/facts/close_rows.h"
#include "daemon/store/facts/cursor_rows.h"
#include "daemon/store/facts/report_rows.h"
#include "daemon/store/facts/repricing_rows.h"
#include "daemon/store/facts/token_rows.h"
#include "daemon/store/requests/retention.h"
#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/errors.h"
#include "schema/content_hash.h"

namespace shiptally::store {
namespace {

// Small, because the next commit waits for it: some 2 ms for so many pages, 170 ms for 16,000.
constexpr int kCheckpointPages = 500;

int remember_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

}  // namespace

Committer::Committer(SQLite::Database database, std::size_t series_max)
    : database_(std::move(database)),
      dictionary_(database_, series_max),
      requests_(database_, dictionary_),
      revisions_(database_),
      add_batch_(database_, "INSERT INTO batch (id, recorded_ms) VALUES (?1, ?2)"),
      kept_from_(read_kept_from(database_.getHandle())),
      checkpoint_at_pages_(kCheckpointPages) {
  sqlite3_wal_hook(database_.getHandle(), remember_pages, &wal_pages_);
  Statement last(database_, "SELECT id, recorded_ms FROM batch ORDER BY id DESC LIMIT 1");
  if (!last.step()) return;
  last_batch_ = last.integer_at(0);
  last_recorded_ = instant_from_ms(last.integer_at(1));
}

Committer::~Committer() {
  sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

std::vector<Receipt> Committer::commit(std::span<const Job> jobs, Instant now) {
  const std::int64_t batch = last_batch_ + 1;
  const Instant recorded = std::max(now, last_recorded_);
  try {
    SQLite::Transaction transaction(database_);  // rolls back unless it came to commit()
    std::vector<Receipt> receipts = write(jobs, batch, recorded);
    const bool changed =
        std::any_of(receipts.begin(), receipts.end(), [](const Receipt& r) { return r.accepted > 0; });
    if (changed) {
      add_batch_.integer(1, batch);
      add_batch_.integer(2, to_ms(recorded));
      add_batch_.run();
    }
    transaction.commit();
    dictionary_.commit();
    if (changed) std::tie(last_batch_, last_recorded_) = std::pair(batch, recorded);
    return receipts;
  } catch (...) {
    forget_uncommitted();
    throw;
  }
}

/// After a ROLLBACK, what is kept in memory must say what the database says.
void Committer::forget_uncommitted() {
  dictionary_.rollback();
  requests_.rollback();
}

std::vector<Receipt> Committer::write(std::span<const Job> jobs, std::int64_t batch, Instant recorded) {
  std::vector<Receipt> receipts(jobs.size());
  std::vector<GroupPlaces> groups(jobs.size());
  fresh_.clear();
  folds_.clear();
  committed_ = {};
  tallies_.assign(jobs.size(), {});
  sort_rows(jobs);
  requests_.begin(batch, recorded);
  for (const Row& row : rows_) {
    Receipt& receipt = receipts[row.job];
    const bool is_new = row.request    ? requests_.write(*row.request, groups[row.job])
                        : row.repriced ? requests_.reprice(*row.repriced, tallies_[row.job])
                                       : requests_.retract(row.ts, row.id);
    ++(is_new ? receipt.accepted : receipt.duplicate);
    if (!is_new || row.request == nullptr) continue;
    fresh_.push_back(row.request);
    folds_.push_back(requests_.last_fold());
  }
  requests_.flush();
  committed_.requests = fresh_;
  committed_.folds = folds_;
  committed_.series_in_use = dictionary_.series_in_use();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::size_t before = receipts[i].accepted;
    revisions_.write(jobs[i].batch, recorded, receipts[i]);
    committed_.delivery_facts |= receipts[i].accepted > before;
    if (jobs[i].batch.cursor) write_cursor(database_, *jobs[i].batch.cursor, recorded);
    for (const TokenRow& token : jobs[i].tokens) {
      write_token(database_, token);
      ++receipts[i].accepted;
    }
    const ReportWrites& reports = jobs[i].reports;
    write_report_deliveries(database_, reports.deliveries);
    if (reports.starts) write_report_starts(database_, *reports.starts);
    receipts[i].accepted += reports.size();
    if (jobs[i].prices) write_prices(database_, *jobs[i].prices, tallies_[i], recorded);
    if (jobs[i].closed) {
      write_closed_month(database_, *jobs[i].closed);
      ++receipts[i].accepted;
    }
  }
  return receipts;
}

// Sorted by key, neighbours in time land on the same page and each rollup is written once.  What has the same
// key stays in the order of arrival; new prices come last, so that they see what its sender says meanwhile.
void Committer::sort_rows(std::span<const Job> jobs) {
  rows_.clear();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (const Request& request : jobs[i].batch.requests.rows)
      rows_.push_back({request.ts, request.id, i, &request, nullptr});
    for (const Retraction& retraction : jobs[i].batch.retractions)
      if (retraction.kind == Kind::request)
        rows_.push_back({retraction.ts.value(), request_id(retraction.key.source, retraction.key.id), i,
                         nullptr, nullptr});
  }
  for (std::size_t i = 0; i < jobs.size(); ++i)
    if (jobs[i].prices && jobs[i].prices->step)
      for (const RepricedRequest& repriced : jobs[i].prices->step->rows)
        rows_.push_back({repriced.ts, repriced.id, i, nullptr, &repriced});
  const auto by_key = [](const Row& a, const Row& b) { return std::tie(a.ts, a.id) < std::tie(b.ts, b.id); };
  if (!std::is_sorted(rows_.begin(), rows_.end(), by_key))
    std::stable_sort(rows_.begin(), rows_.end(), by_key);
}

bool Committer::expire_requests(Instant before, std::size_t chunks_max) {
  const Instant hour = start_of_hour(before);
  if (hour <= swept_to_) {
    swept_to_ = hour;  // where it has gone back, rows between the two may come
    return false;
  }
  const auto end = end_of_oldest(database_.getHandle(), hour, chunks_max);
  if (!end) {
    swept_to_ = hour;
    return false;
  }
  const Instant kept_from = std::max(kept_from_, *end);
  try {
    SQLite::Transaction transaction(database_);
    // No further than what goes now, so that a later word of what to keep finds the rest.
    write_kept_from(database_.getHandle(), kept_from);
    const std::size_t taken = requests_.expire(*end, chunks_max);
    transaction.commit();
    kept_from_ = kept_from;
    return taken == chunks_max;
  } catch (...) {
    requests_.rollback();
    throw;
  }
}

void Committer::heal_kept_from(Instant now) {
  const Instant healed = healed_kept_from(database_.getHandle(), kept_from_, now);
  if (healed == kept_from_) return;
  write_kept_from(database_.getHandle(), healed);
  kept_from_ = healed;
}

void Committer::checkpoint_when_due() {
  if (wal_pages_ < kCheckpointPages) checkpoint_at_pages_ = kCheckpointPages;  // the WAL began anew
  if (wal_pages_ < checkpoint_at_pages_) return;
  // A reader may hold up a part of it; then the next attempt is due as many pages later.
  sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  checkpoint_at_pages_ = wal_pages_ + kCheckpointPages;
  const SQLite::Exception outcome(database_.getHandle());
  if (is_failed_sync(outcome)) throw outcome;  // what else can be wrong, the next commit tells
}

void Committer::probe() {
  need_room(std::filesystem::path(database_.getFilename()).parent_path());
  // The version that is there already: one page of the WAL and its sync.
  const int version = database_.execAndGet("PRAGMA user_version").getInt();
  database_.exec("PRAGMA user_version = " + std::to_string(version));
}

bool Committer::is_stuck() const { return sqlite3_get_autocommit(database_.getHandle()) == 0; }

}  // namespace shiptally::store
