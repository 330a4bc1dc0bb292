#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/store/safety/loss.h"

namespace shiptally::store {

/// The high-water mark of a data directory and its copies, from the check at the start to the last commit.
/// Thread-safe once begun, but leave_behind().
class Marks {
 public:
  /// Empty paths are left out.  `user_key` as in Options.
  Marks(std::vector<std::filesystem::path> files, std::optional<std::string> user_key);
  Marks(Marks&& other) noexcept;

  /// Reads the marks and compares them with what is there; Code::unsupported for what was lost.
  Result<void> check(const std::filesystem::path& database);
  /// Whatever the files say, begin() writes them anew.
  void forget() { accepted_ = true; }

  /// Writes the files that are not there yet and opens all.  What cannot be written is left out, and told.
  Result<void> begin(const LastBatch& last);

  /// After a commit; false when it brought no batch.
  bool raise(const LastBatch& last);
  void set_user_key(const std::string& fingerprint);

  /// A sync now and then, so that a power cut leaves a mark that is not much too low.
  void sync_when_due(std::chrono::steady_clock::time_point now);

  /// Once the database is gone: writes the mark where its directory was, so that the next start asks.
  void leave_behind() const;

 private:
  void write();  ///< mutex_ held

  const std::vector<std::filesystem::path> files_;
  const std::optional<std::string> known_key_;
  bool accepted_ = false;

  std::mutex mutex_;  // protects what follows
  HighWaterMark mark_;
  std::vector<HighWater> open_;
  std::chrono::steady_clock::time_point synced_{};
};

}  // namespace shiptally::store
