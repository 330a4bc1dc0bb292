#pragma once
// A column of integers, packed into as few whole bytes as its range needs, so that any of its values can be
// read where it stands.
//
//   column  = 0 frame                      values = the frame's
//           | 1 mode count frame frame     most are `mode`; positions and values of the `count` others
//   frame   = base step width bytes        value i = base + step * (the i-th little-endian `width` bytes)
//
// mode and base are zigzag varints, count, step and width varints.  Bytes behind the last column must be
// readable: eight are read at a time (kPadding).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "schema/base/varint.h"

namespace shiptally::store {

inline constexpr std::size_t kPadding = 8;  ///< bytes that must follow the last column of a text

class PackedColumn {
 public:
  static void append(std::span<const std::int64_t> values, std::string& out);

  /// Takes a column of `rows` values off the front; false when the bytes cannot be one.  The column points
  /// into them.
  static bool take(std::string_view& bytes, std::size_t rows, PackedColumn& out);

  std::int64_t operator[](std::size_t row) const { return sparse_ ? sparse_at(row) : frame_[row]; }

 private:
  struct Frame {
    const char* data = nullptr;
    std::uint64_t base = 0, step = 0, mask = 0;
    std::size_t width = 0;

    static void append(std::span<const std::int64_t> values, std::string& out);
    static bool take(std::string_view& bytes, std::size_t count, Frame& out);
    std::int64_t operator[](std::size_t i) const {
      std::uint64_t word;
      __builtin_memcpy(&word, data + i * width, sizeof word);
      return static_cast<std::int64_t>(base + step * (word & mask));
    }
  };
  std::int64_t sparse_at(std::size_t row) const;

  bool sparse_ = false;
  std::int64_t mode_ = 0;
  std::size_t others_ = 0;
  Frame frame_;      ///< all values, or the others'
  Frame positions_;  ///< of the others, ascending
};

}  // namespace shiptally::store
