#include "schema/base/packed_sha.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

struct Case {
  const char* name;
  std::string sha;
  std::size_t packed_bytes;
};

const Case kCases[] = {
    {"SHA-1", "0123456789abcdef0123456789abcdef01234567", 21},
    {"SHA-256", std::string(64, 'f'), 33},
    {"upper case is another text", "0123456789ABCDEF0123456789abcdef01234567", 41},
    {"a short one", "aa11", 5},
    {"none", "", 1},
    {"a long text", std::string(300, 'x'), 302},
};

TEST(PackedSha, ComesBackAsItWas) {
  for (const Case& c : kCases) {
    std::string packed;
    pack_sha(packed, c.sha);
    EXPECT_EQ(packed.size(), c.packed_bytes) << c.name;
    EXPECT_EQ(unpack_sha(packed), c.sha) << c.name;
    EXPECT_EQ(packed_sha_at((packed + "what follows").c_str()).size(), packed.size()) << c.name;
    const std::string followed = packed + "what follows";
    ByteReader in(followed);
    EXPECT_EQ(take_packed_sha(in), packed) << c.name;
  }
}

TEST(PackedSha, HasOneFormOnly) {
  std::string full, text;
  pack_sha(full, std::string(40, 'a'));
  pack_sha(text, std::string(39, 'a'));
  EXPECT_TRUE(is_binary_sha(full));
  EXPECT_FALSE(is_binary_sha(text));
}

}  // namespace
}  // namespace shiptally
