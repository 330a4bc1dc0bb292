#include "daemon/cli/offline_door.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "daemon/app/rules.h"
#include "daemon/cli/delivery_queue.h"
#include "daemon/clock/clock.h"
#include "daemon/ingest/cursors.h"
#include "daemon/ingest/sealed_store.h"
#include "daemon/log/log.h"

namespace shiptally::cli {
namespace {

const collectors::Collector* collector_of(std::string_view path) {
  const auto all = collectors::registry();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.path == path; });
  return found == all.end() ? nullptr : &*found;
}

class OfflineDoor final : public FactDoor {
 public:
  OfflineDoor(std::string data_dir, std::unique_ptr<store::Store> store, ingest::Sealer sealer,
              ingest::IngestRules rules)
      : data_dir_(std::move(data_dir)),
        store_(std::move(store)),
        idle_(0, {{1, 1, 1}}, {}),
        ingest_(
            *store_, idle_, std::move(sealer), {},
            [] {
              return ingest::TimeSpan{clock::system_time(), clock::system_time()};
            },
            [](std::string_view, std::string_view, std::size_t) {}) {
    ingest_.set_rules(std::move(rules));
    decoder_ = std::thread([this] {
      while (auto delivery = queue_.take()) decode(std::move(*delivery));
    });
  }

  ~OfflineDoor() override {
    queue_.close();
    decoder_.join();
    store_.reset();  // commits the last one, which still needs what follows
  }

  void deliver(std::string_view path, std::string ndjson, std::optional<Cursor> cursor, Done done) override {
    queue_.push({std::string(path), std::move(ndjson), std::move(cursor), std::move(done)});
  }
  bool keeps_order() const override { return true; }
  Result<std::optional<std::string>> position(const std::string& cursor) override {
    return ingest::stored_position(data_dir_, cursor);
  }

 private:
  void decode(Delivery delivery) {
    const collectors::Collector* collector = collector_of(delivery.path);
    if (collector == nullptr)
      return delivery.done(Error{Code::not_found, "no collector at " + delivery.path});
    auto decoded = ingest_.read(*collector, std::move(delivery.text));
    if (decoded.has_error()) return delivery.done(decoded.error());
    decoded->facts.cursor = std::move(delivery.cursor);
    if (auto free = wait_for_writer(); free.has_error()) return delivery.done(free.error());
    const auto queued =
        ingest_.submit(collector->name, std::move(*decoded),
                       [this, done = delivery.done](const Result<ingest::Outcome>& outcome) {
                         writer_is_free(outcome.has_error() ? outcome.error() : Result<void>());
                         done(outcome);
                       });
    if (queued.has_error()) {
      writer_is_free(queued);
      delivery.done(queued.error());
    }
  }

  /// The error of the delivery that failed, once one has: nothing may pass it.
  Result<void> wait_for_writer() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !writing_; });
    writing_ = last_.has_value();
    return last_;
  }

  void writer_is_free(Result<void> last) {
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      last_ = std::move(last);
    }
    changed_.notify_all();
  }

  const std::string data_dir_;
  std::unique_ptr<store::Store> store_;
  WorkerPool idle_;  ///< deliveries are decoded on decoder_, in order
  ingest::Ingest ingest_;

  std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  bool writing_ = false;
  Result<void> last_;

  DeliveryQueue queue_{kWaitingMax};
  std::thread decoder_;  ///< last: it uses all of the above
};

}  // namespace

Result<std::unique_ptr<FactDoor>> open_offline_door(const config::Config& config) {
  spdlog::set_level(spdlog::level::off);  // a command tells its errors itself
  auto rules = app::read_rules(config);
  if (rules.has_error()) return rules.error();
  store::Options options;
  options.directory = config.data_dir;
  options.series_max = config.limits.series;
  options.now = clock::system_time;
  options.second_mark = config.high_water_file;
  auto opened = ingest::open_sealed_store(std::move(options), app::user_key_file(config));
  if (opened.has_error()) return opened.error();
  return std::unique_ptr<FactDoor>(std::make_unique<OfflineDoor>(config.data_dir, std::move(opened->store),
                                                                 std::move(opened->sealer), rules->ingest));
}

}  // namespace shiptally::cli
