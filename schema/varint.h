#pragma once
// Numbers of seven bits a byte, lowest first, and texts behind their length.

#include <cstdint>
#include <string>
#include <string_view>

namespace shiptally {

inline void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

/// A difference, which may be negative; it wraps around, so that any two integers have one.
inline void put_difference(std::string& out, std::int64_t to, std::int64_t from) {
  const std::uint64_t d = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  put_varint(out, (d << 1) ^ (0 - (d >> 63)));
}

inline void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

/// Takes values off the front of some bytes.  Past their end everything is 0 or empty, and failed() true.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool failed() const { return failed_; }
  bool at_end() const { return at_ == end_; }
  const char* position() const { return at_; }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; at_ != end_ && shift < 64; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at_++);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    return fail();
  }
  std::int64_t difference(std::int64_t from) {
    const std::uint64_t z = varint();
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + ((z >> 1) ^ (0 - (z & 1))));
  }
  std::uint8_t byte() {
    return at_ == end_ ? static_cast<std::uint8_t>(fail()) : static_cast<std::uint8_t>(*at_++);
  }
  std::string_view bytes(std::uint64_t count) {
    if (count > static_cast<std::uint64_t>(end_ - at_)) return fail(), std::string_view();
    const std::string_view taken(at_, count);
    at_ += count;
    return taken;
  }
  std::string_view text() { return bytes(varint()); }

 private:
  std::uint64_t fail() {
    failed_ = true;
    at_ = end_;
    return 0;
  }
  const char* at_;
  const char* end_;
  bool failed_ = false;
};

}  // namespace shiptally
