#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "schema/base/result.h"

namespace shiptally::cli {

/// A file, or standard input ("-"), as it lies on the disk: still compressed.  Not thread-safe.
class InputFile {
 public:
  static Result<InputFile> open(const std::string& name);
  ~InputFile();
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;

  /// The next bytes, as many as fit; 0 at the end.  Code::unavailable when a signal came first.
  Result<std::size_t> read(std::span<char> into);

  /// A regular file, read from its beginning.  What follows is for such files only.
  bool regular() const { return size_.has_value(); }
  std::uint64_t size() const { return size_.value_or(0); }
  Result<std::string> read_at(std::uint64_t offset, std::size_t bytes) const;
  void seek(std::uint64_t offset) { offset_ = offset; }

  const std::string& name() const { return name_; }
  std::uint64_t offset() const { return offset_; }  ///< bytes read so far

 private:
  InputFile(std::string name, int fd, std::optional<std::uint64_t> size)
      : name_(std::move(name)), fd_(fd), size_(size) {}
  Error error(const char* what) const;

  std::string name_;
  int fd_;
  std::optional<std::uint64_t> size_;
  std::uint64_t offset_ = 0;
};

/// What a file is known by when it is imported again: its size, and a hash of its beginning, its end and
/// samples between, all as on the disk.
///
/// By content, because an interrupted import may go on from a copy, or after the file was moved; device,
/// inode and times change then.  Not by all of the content, because to hash it is to read it twice.  The size
/// is part of it, so a file that has grown since is another one: it is read from its beginning, and its
/// old rows turn out as duplicates.  A file of which only bytes between the samples were changed is taken
/// for the old one: the answer "already imported" names the flag that reads it all the same.
Result<std::string> content_identity(const InputFile& file);

}  // namespace shiptally::cli
