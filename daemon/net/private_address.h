#pragma once
// Addresses that are not the internet's.

#include <span>

namespace shiptally::net {

/// Whether an address, 4 or 16 raw bytes, is of this host, of a private or link-local network, or of no
/// single host at all: whatever RFC 6890's registries do not call global, multicast included.  IPv4 inside
/// IPv6 (mapped, NAT64, 6to4) counts as what it stands for.  Any other number of bytes: true.
bool is_private(std::span<const unsigned char> address);

}  // namespace shiptally::net
