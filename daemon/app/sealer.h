#pragma once

#include <filesystem>
#include <string>

#include "schema/request.h"

namespace shiptally::app {

/// Replaces users by a keyed HMAC, so that who called is never stored but the same user stays the same.
class Sealer {
 public:
  static constexpr std::size_t kSealBytes = 16;

  explicit Sealer(std::string key) : key_(std::move(key)) {}

  /// Reads the key, or makes a random one (mode 0600) when the file is not there yet.  Code::invalid when
  /// it cannot be read or is too short, Code::unavailable when none can be made.
  static Result<Sealer> open(const std::filesystem::path& key_file);

  /// Replaces `user` of every row.  Each user of a batch is sealed once.
  void seal(RequestBatch& batch) const;

 private:
  std::string key_;
};

}  // namespace shiptally::app
