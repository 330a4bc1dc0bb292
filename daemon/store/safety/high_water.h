#pragma once
// The high-water mark: the last batch that is on the disk, written down outside of the database.  SQLite does
// not notice when the end of its WAL is lost, or the whole file; who compares the two does.
//
// A mark is never ahead of the database.  It is raised after each commit, without a sync of its own: that
// costs a microsecond, survives the end of the process, and after a power cut it is at worst somewhat low.
//
// The file is text of three parts of 512 bytes: a heading and two places that are written in turns, so that a
// write cut short leaves the one before.  The place with the higher count is the mark.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "daemon/store/safety/descriptor.h"
#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::store {

inline constexpr const char* kHighWaterName = "high-water";

struct HighWaterMark {
  std::int64_t batch = 0;  ///< 0: none yet
  Instant recorded{};      ///< when that batch arrived
  std::string user_key;    ///< fingerprint of the key that seals users; empty: not known
  friend bool operator==(const HighWaterMark&, const HighWaterMark&) = default;
};

/// What a file says; none when there is no file.  Code::unavailable when it cannot be read, Code::unsupported
/// when neither place holds a mark.
Result<std::optional<HighWaterMark>> read_high_water(const std::filesystem::path& file);

/// Writes a file anew, whole or not at all, and on the disk when it returns.
Result<void> write_high_water(const std::filesystem::path& file, const HighWaterMark& mark);

/// A file that is there, kept open to be raised.  One thread at a time.
class HighWater {
 public:
  static Result<HighWater> open(const std::filesystem::path& file);
  HighWater(HighWater&&) noexcept = default;
  ~HighWater();  ///< puts the mark on the disk

  /// A failure leaves the mark lower than it could be, which is harmless.
  void raise(const HighWaterMark& mark) noexcept;
  void sync() noexcept;  ///< may take as long as the disk takes

 private:
  HighWater(Descriptor file, std::uint64_t count) : file_(std::move(file)), count_(count) {}

  Descriptor file_;
  std::uint64_t count_;
};

}  // namespace shiptally::store
