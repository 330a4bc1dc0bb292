#pragma once
// The thread that delivers reports: a slow mail server holds up nobody else.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/dispatch/dispatcher.h"

namespace shiptally::dispatch {

/// Looks every second whether anything is due.  Thread-safe; what it is made with outlives it.
class DispatchThread {
 public:
  DispatchThread(DispatcherParts parts, ReportBook book);
  ~DispatchThread();  ///< once the thread has ended: some two seconds, whatever it was doing

  /// Replaces the plans.
  void follow(std::vector<ReportPlan> plans);

  /// Dispatcher::send_anew(); `done` is called on the thread, or here when it is too late.
  void send_anew(std::string report, Instant month, std::function<void(Result<std::size_t>)> done);

  /// Lets what is being sent be given up.  Returns at once.
  void stop();

 private:
  struct Asked {
    std::string report;
    Instant month;
    std::function<void(Result<std::size_t>)> done;
  };

  void run(const std::stop_token& stop);

  Dispatcher deliverer_;  ///< the thread's own

  std::mutex mutex_;  // protects what follows
  std::condition_variable_any changed_;
  std::optional<std::vector<ReportPlan>> plans_;  ///< that the thread has not taken over
  std::vector<Asked> asked_;

  std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace shiptally::dispatch
