#pragma once
// Tokens, hashes and signatures.  Everything that compares secrets does so in constant time.

#include <string>
#include <string_view>

namespace shiptally::net {

/// "st_" and 256 random bits in base64url.  Throws std::runtime_error when the system has no randomness:
/// nothing sensible can follow.
std::string new_token();

/// `count` random bytes, for keys.  Throws like new_token().
std::string random_bytes(std::size_t count);

/// 32 raw bytes.
std::string sha256(std::string_view text);
std::string sha256_hex(std::string_view text);  ///< in lower case
std::string hmac_sha256(std::string_view key, std::string_view data);

/// Overwrites a secret that is not needed any more; it is empty then.
void wipe(std::string& secret);

/// Lower case.
std::string hex(std::string_view bytes);

/// Takes the same time wherever the difference is; the lengths are no secret.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// GitHub's X-Hub-Signature-256: "sha256=" and the hex HMAC-SHA256 of the raw body.  An empty secret
/// verifies nothing.
bool verify_github(std::string_view secret, std::string_view body, std::string_view header);

}  // namespace shiptally::net
