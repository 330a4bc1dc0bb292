#include "daemon/dispatch/dispatch_thread.h"

#include <utility>

#include "daemon/log/guard.h"

namespace shiptally::dispatch {
namespace {

constexpr Millis kLook = std::chrono::seconds(1);
constexpr std::size_t kAskedMax = 64;

}  // namespace

DispatchThread::DispatchThread(DispatcherParts parts, ReportBook book)
    : deliverer_(std::move(parts), std::move(book)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

DispatchThread::~DispatchThread() {
  stop();
  thread_.join();
  for (const Asked& asked : asked_) asked.done(Error{Code::unavailable, "shutting down"});
}

void DispatchThread::follow(std::vector<ReportPlan> plans) {
  {
    const std::lock_guard lock(mutex_);
    plans_ = std::move(plans);
  }
  changed_.notify_all();
}

void DispatchThread::send_anew(std::string report, Instant month,
                               std::function<void(Result<std::size_t>)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (asked_.size() < kAskedMax) {
      asked_.push_back({std::move(report), month, std::move(done)});
      done = nullptr;
    }
  }
  if (done) return done(Error{Code::overloaded, "too much was asked for"});
  changed_.notify_all();
}

void DispatchThread::stop() { thread_.request_stop(); }

void DispatchThread::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::optional<std::vector<ReportPlan>> plans;
    std::vector<Asked> asked;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, kLook, [this] { return plans_ || !asked_.empty(); });
      if (stop.stop_requested()) return;
      plans = std::exchange(plans_, std::nullopt);
      asked = std::exchange(asked_, {});
    }
    log::guarded([&] {
      if (plans) deliverer_.follow(std::move(*plans));
      for (const Asked& one : asked)
        log::guarded([&] { one.done(deliverer_.send_anew(one.report, one.month)); });
      deliverer_.deliver_due(stop);
    });
  }
}

}  // namespace shiptally::dispatch
