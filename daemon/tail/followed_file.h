#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::tail {

/// Which file it is, whatever its name: a rename keeps it.  The birth time tells a new file from a deleted
/// one whose inode it got; 0 where the file system does not know it.
struct FileId {
  std::uint64_t device = 0, inode = 0;
  std::int64_t birth_ns = 0;
  friend auto operator<=>(const FileId&, const FileId&) = default;
  std::string text() const;
};

/// Of a path; none when there is nothing, or nothing that may be looked at.
std::optional<FileId> file_id_of(const std::string& path);

/// The first bytes of a file, up to 1 KiB.
struct Head {
  std::uint64_t bytes = 0;
  std::string hash;
};

/// Whole lines that were appended.
struct Chunk {
  std::string text;
  std::uint64_t end = 0;     ///< offset after them
  std::size_t too_long = 0;  ///< lines left out because they are longer than kChunkBytes
  bool full = false;         ///< more may follow at once
  Head head;                 ///< of what ends there

  /// "<end> <bytes of the head> <hash of the head>": where the file stands once this is stored.
  std::string position() const;
};

inline constexpr std::size_t kChunkBytes = 4U << 20;

/// An open file to which somebody appends lines, and how far it was read.
///
/// What was read is held against the file again by a hash of its first bytes (up to 1 KiB): when they differ,
/// or the file is shorter than it was, somebody truncated it and began anew, and so does the reader.
/// Not thread-safe.
class FollowedFile {
 public:
  /// Code::not_found when it is gone, Code::invalid when it is no regular file, Code::unavailable otherwise.
  static Result<FollowedFile> open(const std::string& path);
  ~FollowedFile();
  FollowedFile(FollowedFile&& other) noexcept;
  FollowedFile& operator=(FollowedFile&&) = delete;

  const FileId& id() const { return id_; }

  /// Goes on from a chunk's position, or from the beginning where the file is not the one it was.
  Result<void> resume(std::string_view position);

  /// Nothing, up to the last newline there is now.
  Result<Chunk> end() const;
  /// The next lines; none while there is no whole one.  The offset stays until advance().  A file that is
  /// compressed has no lines: rotation compresses what was read already.
  Result<std::optional<Chunk>> read();
  /// What follows the last newline, for a file that nobody will write to any more.
  Result<std::optional<Chunk>> read_rest();
  void advance(const Chunk& chunk);

  /// Bytes that are there and not read, as of the last read().
  std::uint64_t behind() const { return compressed_ || size_ < offset_ ? 0 : size_ - offset_; }

 private:
  FollowedFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  Error error(const char* what) const;
  Result<std::string> read_at(std::uint64_t offset, std::size_t bytes) const;
  Result<Head> head(std::uint64_t bytes) const;
  Result<std::optional<Chunk>> with_head(Chunk chunk) const;
  Result<bool> grew();
  Result<std::optional<Chunk>> skip_line(std::uint64_t from);

  std::string path_;
  int fd_;
  FileId id_;
  std::uint64_t offset_ = 0;
  Head head_;
  std::uint64_t size_ = 0;
  std::uint64_t skipped_to_ = 0;  ///< how far a line that is too long was searched for its end
  bool compressed_ = false;
};

}  // namespace shiptally::tail
