#pragma once
// A file of lines, plain, gzip or zstd, in large blocks of whole lines.  Memory does not grow with the file.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/input_file.h"
#include "daemon/net/decompressor.h"

namespace shiptally::cli {

/// A place between two lines, in the decompressed text.
struct Place {
  std::uint64_t bytes = 0;
  std::uint64_t lines = 0;  ///< before it
};

struct Block {
  std::string text;  ///< whole lines; the file's last one may lack its newline
  Place begin, end;
  bool too_long = false;  ///< one line, longer than a block may be: its text is left out
};

struct BlockLimits {
  std::size_t bytes = 4U << 20;  ///< also of one line
  std::size_t lines = 20'000;
};

/// Not thread-safe.
class LineReader {
 public:
  /// What the file is, is told by its first bytes.
  static Result<LineReader> open(InputFile file, BlockLimits limits);

  /// Goes on from a place of an earlier reading: a plain file by a jump, a compressed one by undoing what
  /// comes before.
  Result<void> skip_to(Place place);

  /// The next lines, or none at the end.  Damage is told once the lines before it were given.
  Result<std::optional<Block>> next();

  /// The text of a block given out before, where the file can be read at any place: plain and regular.
  bool can_reread() const { return !decompressor_ && file_.regular(); }
  Result<std::string> reread(const Place& begin, const Place& end) const;

  const InputFile& file() const { return file_; }
  const Place& place() const { return place_; }  ///< up to which lines were given out

 private:
  LineReader(InputFile file, BlockLimits limits) : file_(std::move(file)), limits_(limits) {}

  Result<std::string_view> piece();
  Result<std::string_view> undo_some();
  void fill(std::string& text);
  std::size_t cut(const std::string& text, std::size_t& lines) const;
  Result<std::optional<Block>> skip_line(Block block);

  InputFile file_;
  BlockLimits limits_;
  std::unique_ptr<net::Decompressor> decompressor_;  ///< none: plain
  std::vector<char> raw_, undone_;                   ///< as read; decompressed
  std::size_t raw_begin_ = 0, raw_end_ = 0;          ///< of raw_, what is still to be looked at
  bool more_undone_ = false;                         ///< the decompressor holds more than fitted
  std::string rest_;                                 ///< read, and not given out
  Place place_;                                      ///< where rest_ begins
  bool ended_ = false;
  std::optional<Error> damage_;
};

}  // namespace shiptally::cli
