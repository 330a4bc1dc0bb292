#include "schema/base/packed_sha.h"

namespace shiptally {
namespace {

constexpr std::size_t kSha1Digits = 40, kSha256Digits = 64;
constexpr std::uint64_t kSha1 = 0, kSha256 = 1, kText = 2;
constexpr std::size_t kVarintMax = 10;
constexpr std::string_view kDigits = "0123456789abcdef";

bool is_hex(std::string_view text) { return text.find_first_not_of(kDigits) == std::string_view::npos; }

std::uint64_t bytes_of(std::uint64_t form) {
  if (form < kText) return (form == kSha1 ? kSha1Digits : kSha256Digits) / 2;
  return form - kText;
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

void pack_sha(std::string& out, std::string_view sha) {
  if ((sha.size() != kSha1Digits && sha.size() != kSha256Digits) || !is_hex(sha)) {
    put_varint(out, sha.size() + kText);
    out += sha;
    return;
  }
  put_varint(out, sha.size() == kSha1Digits ? kSha1 : kSha256);
  for (std::size_t i = 0; i < sha.size(); i += 2)
    out += static_cast<char>(digit(sha[i]) * 16 + digit(sha[i + 1]));
}

std::string_view take_packed_sha(ByteReader& in) {
  const char* begin = in.position();
  in.bytes(bytes_of(in.varint()));
  return {begin, static_cast<std::size_t>(in.position() - begin)};
}

std::string_view packed_sha_at(const char* begin) {
  ByteReader in(std::string_view(begin, kVarintMax));  // a varint ends by itself
  const std::uint64_t bytes = bytes_of(in.varint());
  return {begin, static_cast<std::size_t>(in.position() - begin) + bytes};
}

std::string unpack_sha(std::string_view packed) {
  ByteReader in(packed);
  if (in.varint() >= kText)
    return std::string(packed.substr(static_cast<std::size_t>(in.position() - packed.data())));
  std::string sha;
  while (!in.at_end()) {
    const std::uint8_t byte = in.byte();
    sha += kDigits[byte / 16];
    sha += kDigits[byte % 16];
  }
  return sha;
}

}  // namespace shiptally
