#include "schema/base/utf8.h"

namespace shiptally {
namespace {

/// What may follow a lead byte: how many bytes, and the bounds of the first of them.
struct Tail {
  std::size_t length;
  unsigned char low, high;
};

Tail tail_of(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {1, 0x80, 0xBF};
  if (lead == 0xE0) return {2, 0xA0, 0xBF};
  if (lead == 0xED) return {2, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return {2, 0x80, 0xBF};
  if (lead == 0xF0) return {3, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3) return {3, 0x80, 0xBF};
  if (lead == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

std::size_t utf8_character(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return 1;
  const Tail tail = tail_of(byte(0));
  if (tail.length == 0 || text.size() <= tail.length) return 0;
  if (byte(1) < tail.low || byte(1) > tail.high) return 0;
  for (std::size_t i = 2; i <= tail.length; ++i)
    if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
  return tail.length + 1;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_character(text);
    out += length > 0 ? text.substr(0, length) : kReplacement;
    text.remove_prefix(length > 0 ? length : 1);
  }
  return out;
}

}  // namespace shiptally
