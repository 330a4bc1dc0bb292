#pragma once

#include <filesystem>
#include <memory>

#include "schema/base/result.h"

namespace shiptally::store {

/// Keeps a second daemon out of a data directory: an flock on "shiptally.lock", which holds our process id
/// for people.  The kernel drops the lock when the process ends, however it ends.
class DirectoryLock {
 public:
  /// Code::in_use, naming the process, when another holds it.
  static Result<DirectoryLock> take(const std::filesystem::path& directory);

  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace shiptally::store
