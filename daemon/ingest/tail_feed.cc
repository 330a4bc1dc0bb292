#include "daemon/ingest/tail_feed.h"

#include <algorithm>
#include <cassert>
#include <future>

#include "daemon/ingest/cursors.h"
#include "daemon/ingest/reject_lines.h"
#include "daemon/log/guard.h"
#include "daemon/log/log.h"

namespace shiptally::ingest {
namespace {

constexpr Millis kTailPause{250};  ///< between two looks at files that do not grow

const collectors::Collector& collector_named(std::string_view name) {
  const auto all = collectors::registry();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.name == name; });
  assert(found != all.end());  // the configuration takes no others
  return *found;
}

}  // namespace

std::vector<tail::Entry> tail_entries(const std::vector<config::TailFile>& files) {
  std::vector<tail::Entry> out;
  for (const config::TailFile& file : files) out.push_back({file.file, file.kind, file.from_end});
  return out;
}

TailFeed::TailFeed(Ingest& ingest, expose::Exposition& exposition, std::filesystem::path data_dir,
                   std::function<Instant()> now)
    : ingest_(ingest),
      exposition_(exposition),
      data_dir_(std::move(data_dir)),
      now_(std::move(now)),
      thread_([this] { run(); }) {}

TailFeed::~TailFeed() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void TailFeed::follow(std::vector<tail::Entry> entries) {
  {
    const std::lock_guard lock(mutex_);
    entries_ = std::move(entries);
  }
  changed_.notify_all();
}

void TailFeed::run() {
  tail::Tailer tailer(*this);
  bool any = false, more = false;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return stopping_ || entries_.has_value(); };
      if (!any)
        changed_.wait(lock, woken);
      else if (!more)
        changed_.wait_for(lock, kTailPause, woken);
      if (stopping_) return;
      if (entries_) {
        any = !entries_->empty();
        tailer.follow(std::move(*entries_));
        entries_.reset();
        told_.clear();
      }
    }
    more = false;  // also when this turn fails: the next one comes after a pause
    log::guarded([&] {
      more = tailer.poll(now_());
      show(tailer.standing());
    });
  }
}

Result<std::optional<std::string>> TailFeed::position(const std::string& cursor) {
  return stored_position(data_dir_, cursor);
}

Result<void> TailFeed::store(tail::Delivery delivery) {
  const collectors::Collector& collector = collector_named(delivery.kind);
  auto decoded = ingest_.read(collector, delivery.text);
  if (decoded.has_error()) {
    auto rejected = reject_lines(delivery.text, decoded.error().message);
    decoded = collectors::Decoded{{}, std::move(rejected), 0};
  }
  for (std::size_t i = 0; i < delivery.too_long; ++i)
    decoded->rejected.push_back({i, "a line is longer than 4 MiB"});
  tell_first(delivery.file, decoded->rejected);
  decoded->facts.cursor = std::move(delivery.cursor);
  const auto stored = std::make_shared<std::promise<Result<Outcome>>>();
  auto answer = stored->get_future();
  const auto queued = ingest_.submit(collector.name, std::move(*decoded), [stored](Result<Outcome> outcome) {
    stored->set_value(std::move(outcome));
  });
  if (queued.has_error()) return queued.error();
  const Result<Outcome> outcome = answer.get();
  if (outcome.has_error()) return outcome.error();
  return {};
}

/// The counters say how many there are.  Of very many files some are told of again.
void TailFeed::tell_first(const std::string& file, const std::vector<Rejection>& rejected) {
  constexpr std::size_t kToldMax = 1'000;
  if (rejected.empty() || told_.contains(file)) return;
  if (told_.size() == kToldMax) told_.clear();
  told_.insert(file);
  spdlog::warn("{}: a line was rejected, others will only be counted: {}", file, rejected.front().error);
}

void TailFeed::trouble(const Error& error) {
  spdlog::warn("cannot follow {}; trying again", error.message);
  exposition_.counter("shiptally_tail_errors_total").add();
}

void TailFeed::show(const tail::Standing& standing) {
  expose::Exposition& exposition = exposition_;
  exposition.set_gauge("shiptally_tail_files", static_cast<double>(standing.files));
  exposition.set_gauge("shiptally_tail_behind_bytes", static_cast<double>(standing.behind_bytes));
  if (standing.last_read)
    exposition.set_gauge("shiptally_tail_read_timestamp_seconds",
                         seconds(standing.last_read->time_since_epoch()));
}

}  // namespace shiptally::ingest
