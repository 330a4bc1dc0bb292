#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/cli/line_reader.h"
#include "schema/batch.h"

namespace shiptally::cli {

/// Tells which lines of which file were rejected and why: the first few in words, all of them in a file.
class Rejects {
 public:
  /// Lines are added to `file`, so that an import which goes on completes it; empty: to no file.
  static Result<Rejects> open(const std::string& file);

  /// Rows of a delivery that began at `begin`; `text` is what was sent, empty where it is not known.
  void add(const std::string& name, const Place& begin, std::string_view text,
           std::span<const Rejection> rejections);

  /// A record of the file `name` that begins in `line`, as written; its line break belongs to it.
  void add_row(const std::string& name, std::uint64_t line, std::string_view record,
               const std::string& error);

  /// The first of them as "FILE:LINE: reason", one a line, and how many more there are; empty without any.
  std::string report() const;
  /// Whether every line reached the file.
  Result<void> finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void note(const std::string& where, const std::string& error, std::string_view line);

  std::string file_name_;
  std::unique_ptr<std::FILE, Close> file_;
  std::size_t count_ = 0;
  std::string first_;
};

}  // namespace shiptally::cli
