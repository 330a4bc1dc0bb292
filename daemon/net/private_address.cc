#include "daemon/net/private_address.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace shiptally::net {
namespace {

struct Block {
  std::array<unsigned char, 12> prefix;
  int bits;
};

constexpr Block kPrivateV4[] = {
    {{0}, 8},              // this network
    {{10}, 8},             // private
    {{100, 64}, 10},       // shared by carriers
    {{127}, 8},            // this host
    {{169, 254}, 16},      // link-local: metadata of clouds
    {{172, 16}, 12},       // private
    {{192, 0, 0}, 24},     // protocols
    {{192, 0, 2}, 24},     // documentation
    {{192, 168}, 16},      // private
    {{198, 18}, 15},       // benchmarks
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 3},            // multicast, reserved, broadcast
};

constexpr Block kPrivateV6[] = {
    {{0}, 96},                          // unspecified, this host, IPv4-compatible
    {{0, 0x64, 0xFF, 0x9B, 0, 1}, 48},  // NAT64 of one's own
    {{0x01}, 8},                        // discard
    {{0x20, 0x01, 0x0D, 0xB8}, 32},     // documentation
    {{0xFC}, 7},                        // unique local
    {{0xFE, 0x80}, 9},                  // link-local, site-local
    {{0xFF}, 8},                        // multicast
};

// Where an IPv4 address is inside one of IPv6.
struct Embedding {
  Block block;
  std::size_t at;
};
constexpr Embedding kEmbeddings[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96}, 12},  // mapped
    {{{0, 0x64, 0xFF, 0x9B}, 96}, 12},                       // NAT64
    {{{0x20, 0x02}, 16}, 2},                                 // 6to4
};

bool inside(std::span<const unsigned char> address, const Block& block) {
  const auto whole = static_cast<std::size_t>(block.bits / 8);
  if (!std::equal(block.prefix.begin(), block.prefix.begin() + whole, address.begin())) return false;
  const int rest = block.bits % 8;
  return rest == 0 || ((address[whole] ^ block.prefix[whole]) >> (8 - rest)) == 0;
}

}  // namespace

bool is_private(std::span<const unsigned char> address) {
  const auto holds = [&](const Block& block) { return inside(address, block); };
  if (address.size() == 4) return std::any_of(std::begin(kPrivateV4), std::end(kPrivateV4), holds);
  if (address.size() != 16) return true;
  for (const Embedding& embedding : kEmbeddings)
    if (inside(address, embedding.block)) return is_private(address.subspan(embedding.at, 4));
  return std::any_of(std::begin(kPrivateV6), std::end(kPrivateV6), holds);
}

}  // namespace shiptally::net
