#include "daemon/store/store.h"

#include <atomic>
#include <cassert>
#include <future>
#include <thread>

#include "daemon/store/committer.h"
#include "daemon/store/facts/arrival_times.h"
#include "daemon/store/facts/restore_log.h"
#include "daemon/store/job_rules.h"
#include "daemon/store/requests/retention.h"
#include "daemon/store/safety/condition.h"
#include "daemon/store/safety/damage.h"
#include "daemon/store/safety/directory_lock.h"
#include "daemon/store/safety/file_identity.h"
#include "daemon/store/safety/marks.h"
#include "daemon/store/safety/watch.h"
#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/errors.h"
#include "daemon/store/sqlite/migrations.h"
#include "daemon/store/work_queue.h"

namespace shiptally::store {
namespace {

// A larger database is checked while it is in use.
constexpr std::uintmax_t kCheckedBytesMax = 256U << 20;
constexpr Millis kTableCheckMax = std::chrono::seconds(20);

// Some milliseconds of work, for which a commit may have to wait.
constexpr std::size_t kExpiredChunksMax = 8;

Error error_of(const Trouble& trouble) { return {Code::unavailable, "database: " + trouble.reason}; }

/// What was thrown, for whoever wanted the work done.
Error current_error() {
  try {
    throw;
  } catch (const SQLite::Exception& failure) {
    return to_error(failure);
  } catch (const std::exception& exception) {
    return {Code::unavailable, std::string("nothing was stored: ") + exception.what()};
  } catch (...) {
    return {Code::unavailable, "nothing was stored: an unknown exception"};
  }
}

class WriterStore final : public Store {
 public:
  WriterStore(Options options, DirectoryLock lock, SQLite::Database database, Marks marks)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        queue_({options_.queue_rows_max, options_.queue_bytes_max, options_.wait_max}, Clock::now),
        condition_(options_.stall),
        marks_(std::move(marks)),
        committer_(std::make_unique<Committer>(std::move(database), options_.series_max)),
        kept_from_(committer_->requests_kept_from()),
        files_(files_of(options_.directory)),
        writer_([this] { run(); }),
        watch_(options_.watch_interval, [this] { look(); }),
        checker_([this](const std::stop_token& stop) { check_pages(stop); }) {}

  ~WriterStore() override {
    checker_.request_stop();
    checker_.join();
    watch_.stop();
    queue_.close();
    writer_.join();
  }

  Result<void> submit(FactBatch batch, Done done) override {
    return push({std::move(batch), {}, {}, {}, {}, std::move(done)});
  }

  Result<void> put_token(TokenRow token, Done done) override {
    return push({{}, {std::move(token)}, {}, {}, {}, std::move(done)});
  }

  Result<void> put_token(TokenRow token) override {
    return push_and_wait({{}, {std::move(token)}, {}, {}, {}, {}});
  }

  Result<void> put_reports(ReportWrites reports) override {
    return push_and_wait({{}, {}, std::move(reports), {}, {}, {}});
  }

  Result<void> put_prices(PriceWrites prices) override {
    return push_and_wait({{}, {}, {}, std::move(prices), {}, {}});
  }

  Result<void> put_closed_month(ClosedMonth closed) override {
    return push_and_wait({{}, {}, {}, {}, std::move(closed), {}});
  }

  void expire_requests(Instant before) override {
    const Instant hour = start_of_hour(before);
    if (expire_before_.exchange(hour) < hour) queue_.nudge();
  }

  Instant requests_kept_from() const override { return kept_from_; }

  std::size_t queued_rows() const override { return queue_.rows(); }
  Millis expected_wait(Urgency urgency) const override { return queue_.expected_wait(urgency); }

  std::optional<Trouble> trouble() const override { return condition_.trouble(Clock::now()); }

  void found_damage(const std::string& what) override { condition_.fail({Trouble::Kind::damaged, what}); }

  void set_user_key(const std::string& fingerprint) override { marks_.set_user_key(fingerprint); }

 private:
  using Clock = std::chrono::steady_clock;

  static std::vector<std::filesystem::path> files_of(const std::filesystem::path& directory) {
    const std::filesystem::path database = directory / kDatabaseName;
    return {directory, database, database.string() + "-wal"};
  }

  Result<void> push(Job job) {
    const auto trouble = condition_.trouble(Clock::now());
    if (trouble && trouble->kind != Trouble::Kind::refusing) return error_of(*trouble);
    if (auto checked = check(job); !checked) return checked;
    return queue_.push(std::move(job));
  }

  /// What the texts of a repricing's step point into lives as long as the call, so that one waits whatever
  /// the disk does; the others do not wait for ever.
  Result<void> push_and_wait(Job job) {
    const bool borrows = job.prices && job.prices->step;
    const auto committed = std::make_shared<std::promise<Result<Receipt>>>();
    auto answer = committed->get_future();
    job.done = [committed](Result<Receipt> result) { committed->set_value(std::move(result)); };
    auto queued = push(std::move(job));
    if (!queued) return queued;
    if (!borrows && answer.wait_for(2 * options_.stall) != std::future_status::ready)
      return Error{Code::unavailable, "database: the disk does not answer; nobody knows yet what it keeps"};
    const Result<Receipt> result = answer.get();
    if (!result) return result.error();
    return {};
  }

  void run() {
    while (!queue_.drained()) {
      std::vector<Job> jobs = queue_.take();
      const auto began = Clock::now();
      if (!jobs.empty()) commit(jobs);
      maintain(jobs.empty());
      condition_.work_ends();
      if (!jobs.empty()) queue_.finished(Clock::now() - began);
    }
    committer_.reset();  // the last checkpoint, on this thread
    const auto failure = condition_.failure();
    if (failure && failure->kind == Trouble::Kind::gone) guarded([this] { marks_.leave_behind(); });
  }

  /// What is done between commits.  `idle`: nobody waits.
  void maintain(bool idle) try {
    if (condition_.failure()) return;
    condition_.work_begins(Clock::now());
    if (idle && condition_.refuses()) {
      committer_->probe();
      condition_.wrote();
    }
    expire_some();
    committer_->checkpoint_when_due();
    marks_.sync_when_due(Clock::now());
  } catch (...) {
    note_failure();
  }

  /// Commits the jobs together.  Where one of several is at fault, each goes alone, so that the others do not
  /// suffer for it.
  void commit(std::span<Job> jobs) {
    if (const auto failure = condition_.failure()) return refuse(jobs, error_of(*failure));
    condition_.work_begins(Clock::now());
    std::vector<Receipt> receipts;
    Committed committed;
    try {
      const auto began = Clock::now();
      receipts = committer_->commit(jobs, options_.now());
      committed = committer_->committed();
      committed.took = Clock::now() - began;
    } catch (...) {
      const bool of_all = note_failure();
      if (jobs.size() == 1 || of_all) return refuse(jobs, current_error());
      for (std::size_t i = 0; i < jobs.size(); ++i) commit(jobs.subspan(i, 1));
      return;
    }
    if (marks_.raise(committer_->last())) condition_.wrote();
    // First, so that whoever reads after an acknowledgement reads no figure from before it.
    if (options_.on_commit) guarded([&] { options_.on_commit(committed); });
    for (std::size_t i = 0; i < jobs.size(); ++i) guarded([&] { jobs[i].done(receipts[i]); });
  }

  /// Remembers what the exception that is being handled says of the store; true when other work would fail as
  /// well.
  bool note_failure() {
    if (committer_->is_stuck())
      condition_.fail({Trouble::Kind::unsure, "a transaction could not be rolled back; restart the daemon"});
    try {
      throw;
    } catch (const SQLite::Exception& failure) {
      if (is_failed_sync(failure))
        condition_.fail({Trouble::Kind::unsure, "a sync failed; restart the daemon"});
      else if (is_damage(failure))
        condition_.fail({Trouble::Kind::damaged, failure.what()});
      else if (is_storage_trouble(failure))
        condition_.refused(failure.what());
      return is_storage_trouble(failure) || condition_.failure();
    } catch (...) {
      return condition_.failure().has_value();
    }
  }

  /// A part of what may go, so that commits do not wait long.  Trouble with the disk stops it until the next
  /// time.
  void expire_some() {
    const Instant before = expire_before_;
    if (before == Instant()) return;  // nobody has told what the time is yet
    if (!std::exchange(healed_, true) && committer_->requests_kept_from() > before)
      committer_->heal_kept_from(options_.now());
    if (committer_->expire_requests(before, kExpiredChunksMax)) queue_.nudge();
    kept_from_ = committer_->requests_kept_from();
  }

  /// What was too large to be checked at the start, on a thread of its own.
  void check_pages(const std::stop_token& stop) {
    const std::filesystem::path database = options_.directory / kDatabaseName;
    std::error_code unknown;
    if (std::filesystem::file_size(database, unknown) <= kCheckedBytesMax || unknown) return;
    guarded([&] {
      if (auto damage = find_damage_in_tables(database, stop, kTableCheckMax)) found_damage(*damage);
    });
  }

  /// On the watch's thread.
  void look() {
    if (condition_.stalled(Clock::now())) {
      std::vector<Job> waiting = queue_.take_waiting();
      refuse(waiting, {Code::unavailable, "database: the disk does not answer"});
    } else if (condition_.refuses()) {
      queue_.nudge();  // for a probe, so that it is noticed when the disk takes writes again
    }
    if (const auto changed = files_.changed()) condition_.fail({Trouble::Kind::gone, *changed});
  }

  void refuse(std::span<Job> jobs, const Error& error) {
    for (Job& job : jobs) guarded([&] { job.done(error); });
  }

  /// What is called back belongs to others: when it throws, the rest is told all the same.
  template <class Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const std::exception& exception) {
      if (options_.on_notice) options_.on_notice(std::string("a callback failed: ") + exception.what());
    } catch (...) {
      if (options_.on_notice) options_.on_notice("a callback failed");
    }
  }

  const Options options_;
  const DirectoryLock lock_;
  WorkQueue queue_;
  Condition condition_;
  std::atomic<Instant> expire_before_ = Instant();
  Marks marks_;
  std::unique_ptr<Committer> committer_;  ///< touched by the writer thread only
  bool healed_ = false;                   ///< likewise
  std::atomic<Instant> kept_from_;
  const FileIdentity files_;
  std::thread writer_;  ///< after all that it uses
  Watch watch_;         ///< likewise
  std::jthread checker_;
};

/// Looks before anything is written, so that whoever mends what was lost finds all of it as it was.
Result<Marks> check_and_mark(const Options& options) {
  const std::filesystem::path database = options.directory / kDatabaseName;
  Marks marks({options.directory / kHighWaterName, options.second_mark}, options.user_key);
  if (auto sound = find_damage(database, kCheckedBytesMax); !sound) return sound.error();
  if (auto whole = marks.check(database); !whole) {
    if (!options.accept_loss || whole.error().code != Code::unsupported) return whole.error();
    if (options.on_notice) options.on_notice("going on with what is there: " + whole.error().message);
    marks.forget();
  }
  return marks;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(Options options) try {
  assert(options.now);
  std::error_code failed;
  if (std::filesystem::create_directories(options.directory, failed))
    std::filesystem::permissions(options.directory, std::filesystem::perms::owner_all, failed);
  if (failed) return Error{Code::unavailable, options.directory.string() + ": " + failed.message()};
  auto lock = DirectoryLock::take(options.directory);
  if (!lock) return lock.error();
  auto marks = check_and_mark(options);
  if (!marks) return marks.error();
  SQLite::Database database = open_writer(options.directory / kDatabaseName);
  if (auto migrated = migrate(database, embedded_migrations()); !migrated) return migrated.error();
  heal_arrival_times(database, options.now());
  restore_log(database);
  if (auto begun = marks->begin(last_batch(options.directory / kDatabaseName)); !begun && options.on_notice)
    options.on_notice("no high-water mark can be kept: " + begun.error().message);
  return std::make_unique<WriterStore>(std::move(options), std::move(*lock), std::move(database),
                                       std::move(*marks));
} catch (const SQLite::Exception& failure) {
  return to_error(failure);
}

}  // namespace shiptally::store
