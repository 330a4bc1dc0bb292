#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "schema/request.h"

namespace shiptally::ingest {

/// Replaces users by a keyed HMAC, so that who called is never stored but the same user stays the same.
///
/// The same users call again and again, and a seal costs as much as decoding a row, so the last ones made are
/// remembered: some 8,000, under a 128-bit hash with a seed of this process, never under the user.
/// Thread-safe; threads that seal at once take turns.
class Sealer {
 public:
  static constexpr std::size_t kSealBytes = 16;

  explicit Sealer(std::string key);
  Sealer(Sealer&&) noexcept;
  ~Sealer();  ///< wipes the key

  /// Reads the key, or makes a random one (mode 0600) when the file is not there yet.  Code::invalid when
  /// it cannot be read or is too short, Code::unavailable when none can be made.
  static Result<Sealer> open(const std::filesystem::path& key_file);
  /// Reads the key; none when the file is not there.
  static Result<std::optional<Sealer>> find(const std::filesystem::path& key_file);

  /// Tells one key from another, and nothing else of it.
  std::string fingerprint() const;

  /// Replaces `user` of every row.
  void seal(RequestBatch& batch) const;

 private:
  struct Made;

  std::string key_;
  std::unique_ptr<Made> made_;
};

}  // namespace shiptally::ingest
