#include "daemon/store/store.h"

#include <atomic>
#include <cassert>
#include <future>
#include <thread>

#include "daemon/store/arrival_times.h"
#include "daemon/store/committer.h"
#include "daemon/store/database.h"
#include "daemon/store/directory_lock.h"
#include "daemon/store/errors.h"
#include "daemon/store/job_rules.h"
#include "daemon/store/migrations.h"
#include "daemon/store/restore_log.h"
#include "daemon/store/retention.h"
#include "daemon/store/work_queue.h"

namespace shiptally::store {
namespace {

// Some milliseconds of work, for which a commit may have to wait.
constexpr std::size_t kExpiredChunksMax = 8;

class WriterStore final : public Store {
 public:
  WriterStore(Options options, DirectoryLock lock, SQLite::Database database)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        queue_({options_.queue_rows_max, options_.queue_bytes_max, options_.wait_max},
               std::chrono::steady_clock::now),
        committer_(std::make_unique<Committer>(std::move(database), options_.series_max)),
        kept_from_(committer_->requests_kept_from()),
        writer_([this] { run(); }) {}

  ~WriterStore() override {
    queue_.close();
    writer_.join();
  }

  Result<void> submit(FactBatch batch, Done done) override {
    return push({std::move(batch), {}, {}, {}, {}, std::move(done)});
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
  bool failed() const override { return failed_; }

 private:
  Result<void> push(Job job) {
    if (failed_) return failure();
    if (auto checked = check(job); !checked) return checked;
    return queue_.push(std::move(job));
  }

  Result<void> push_and_wait(Job job) {
    std::promise<Result<Receipt>> committed;
    auto answer = committed.get_future();
    job.done = [&](Result<Receipt> result) { committed.set_value(std::move(result)); };
    auto queued = push(std::move(job));
    if (!queued) return queued;
    const Result<Receipt> result = answer.get();
    if (!result) return result.error();
    return {};
  }

  void run() {
    while (!queue_.drained()) {
      std::vector<Job> jobs = queue_.take();
      const auto began = std::chrono::steady_clock::now();
      if (!jobs.empty()) commit(jobs);
      if (!failed_) expire_some();
      committer_->checkpoint_when_due();
      if (!jobs.empty()) queue_.finished(std::chrono::steady_clock::now() - began);
    }
    committer_.reset();  // the last checkpoint, on this thread
  }

  /// Commits the jobs together.  Where one of several is at fault, each goes alone, so that the others do not
  /// suffer for it.
  void commit(std::span<Job> jobs) {
    if (failed_) return refuse(jobs, failure());
    try {
      const auto began = std::chrono::steady_clock::now();
      const std::vector<Receipt> receipts = committer_->commit(jobs, options_.now());
      Committed committed = committer_->committed();
      committed.took = std::chrono::steady_clock::now() - began;
      // First, so that whoever reads after an acknowledgement reads no figure from before it.
      if (options_.on_commit) options_.on_commit(committed);
      for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].done(receipts[i]);
    } catch (const SQLite::Exception& exception) {
      failed_ = failed_ || is_failed_sync(exception);
      if (jobs.size() == 1 || is_storage_trouble(exception)) return refuse(jobs, to_error(exception));
      for (std::size_t i = 0; i < jobs.size(); ++i) commit(jobs.subspan(i, 1));
    }
  }

  /// A part of what may go, so that commits do not wait long.  Trouble with the disk stops it until the next
  /// time; whoever submits rows is told of the trouble.
  void expire_some() try {
    const Instant before = expire_before_;
    if (before == Instant()) return;  // nobody has told what the time is yet
    if (!std::exchange(healed_, true) && committer_->requests_kept_from() > before)
      committer_->heal_kept_from(options_.now());
    if (committer_->expire_requests(before, kExpiredChunksMax)) queue_.nudge();
    kept_from_ = committer_->requests_kept_from();
  } catch (const SQLite::Exception& exception) {
    failed_ = failed_ || is_failed_sync(exception);
  }

  static void refuse(std::span<Job> jobs, const Error& error) {
    for (Job& job : jobs) job.done(error);
  }

  static Error failure() {
    return {Code::unavailable, "database: a sync failed; the daemon must be restarted"};
  }

  const Options options_;
  const DirectoryLock lock_;
  WorkQueue queue_;
  std::atomic<bool> failed_ = false;
  std::atomic<Instant> expire_before_ = Instant();
  std::unique_ptr<Committer> committer_;  ///< touched by the writer thread only
  bool healed_ = false;                   ///< likewise
  std::atomic<Instant> kept_from_;
  std::thread writer_;  ///< last: it uses all of the above
};

}  // namespace

Result<std::unique_ptr<Store>> Store::open(Options options) try {
  assert(options.now);
  std::error_code failed;
  if (std::filesystem::create_directories(options.directory, failed))
    std::filesystem::permissions(options.directory, std::filesystem::perms::owner_all, failed);
  if (failed) return Error{Code::unavailable, options.directory.string() + ": " + failed.message()};
  auto lock = DirectoryLock::take(options.directory);
  if (!lock) return lock.error();
  SQLite::Database database = open_writer(options.directory / kDatabaseName);
  if (auto migrated = migrate(database, embedded_migrations()); !migrated) return migrated.error();
  heal_arrival_times(database, options.now());
  restore_log(database);
  return std::make_unique<WriterStore>(std::move(options), std::move(*lock), std::move(database));
} catch (const SQLite::Exception& failure) {
  return to_error(failure);
}

}  // namespace shiptally::store
