#pragma once
// The thread that follows files and hands their lines to the same pipeline as a POST.

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "daemon/config/config.h"
#include "daemon/expose/prometheus/exposition.h"
#include "daemon/ingest/ingest.h"
#include "daemon/tail/tailer.h"

namespace shiptally::ingest {

/// What the configuration's list says, as the tailer wants it.
std::vector<tail::Entry> tail_entries(const std::vector<config::TailFile>& files);

/// One chunk at a time is decoded, stored and waited for: a full queue or disk makes it wait, and nothing is
/// dropped.  Thread-safe; what it is made with outlives it.
class TailFeed final : private tail::Sink {
 public:
  TailFeed(Ingest& ingest, expose::Exposition& exposition, std::filesystem::path data_dir,
           std::function<Instant()> now);
  ~TailFeed() override;  ///< once what it is storing is on the disk

  /// Replaces the list of files.
  void follow(std::vector<tail::Entry> entries);

 private:
  Result<std::optional<std::string>> position(const std::string& cursor) override;
  Result<void> store(tail::Delivery delivery) override;
  void trouble(const Error& error) override;

  void run();
  void show(const tail::Standing& standing);
  void tell_first(const std::string& file, const std::vector<Rejection>& rejected);

  Ingest& ingest_;
  expose::Exposition& exposition_;
  const std::filesystem::path data_dir_;
  const std::function<Instant()> now_;

  std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  std::optional<std::vector<tail::Entry>> entries_;  ///< a list that the thread has not taken over
  bool stopping_ = false;

  std::set<std::string> told_;  ///< files of which a rejected line was logged; the thread's own
  std::thread thread_;          ///< last: it uses all of the above
};

}  // namespace shiptally::ingest
