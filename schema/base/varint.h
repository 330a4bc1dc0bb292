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

/// Takes one off the front; false when the bytes end early, overflow or are not the shortest form.
inline bool take_varint(std::string_view& in, std::uint64_t& out) {
  out = 0;
  for (std::size_t i = 0; i < in.size() && i < 10; ++i) {
    const auto byte = static_cast<std::uint8_t>(in[i]);
    if (i == 9 && byte > 1) return false;
    out |= std::uint64_t{byte & 0x7FU} << (7 * i);
    if (byte & 0x80) continue;
    if (byte == 0 && i > 0) return false;
    in.remove_prefix(i + 1);
    return true;
  }
  return false;
}

/// Small numbers of either sign become small unsigned ones: 0, -1, 1, -2, … → 0, 1, 2, 3, …
constexpr std::uint64_t zigzag(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return (bits << 1) ^ (0 - (bits >> 63));
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>((value >> 1) ^ (0 - (value & 1)));
}

/// A difference, which may be negative; it wraps around, so that any two integers have one.
inline void put_difference(std::string& out, std::int64_t to, std::int64_t from) {
  const std::uint64_t d = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  put_varint(out, zigzag(static_cast<std::int64_t>(d)));
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
    const auto d = static_cast<std::uint64_t>(unzigzag(varint()));
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + d);
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
