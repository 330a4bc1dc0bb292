#include "daemon/net/secret.h"

#include <gmock/gmock.h>

#include <set>

namespace shiptally::net {
namespace {

// RFC 4231, case 2, and FIPS 180-4's "abc".
TEST(Hashes, AgreeWithTheirVectors) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(std::string("\x00\xff\x0a", 3)), "00ff0a");
}

TEST(Tokens, AreLongAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string token = new_token();
    EXPECT_THAT(token, testing::MatchesRegex("st_[A-Za-z0-9_-]{43}"));
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(GitHub, SignatureIsVerified) {
  const std::string secret = "It's a Secret to Everybody";
  const std::string good = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  struct Case {
    const char* name;
    std::string secret, body, header;
    bool passes;
  };
  const Case cases[] = {
      {"GitHub's own vector", secret, "Hello, World!", good, true},
      {"another body", secret, "Hello, World?", good, false},
      {"another secret", "it's a Secret to Everybody", "Hello, World!", good, false},
      {"no secret configured", "", "Hello, World!", "sha256=" + hex(hmac_sha256("", "Hello, World!")), false},
      {"no header", secret, "Hello, World!", "", false},
      {"no prefix", secret, "Hello, World!", good.substr(7), false},
      {"the old algorithm", secret, "Hello, World!", "sha1=" + good.substr(7), false},
      {"cut off", secret, "Hello, World!", good.substr(0, 40), false},
      {"too long", secret, "Hello, World!", good + "0", false},
      {"prefix alone", secret, "Hello, World!", "sha256=", false},
  };
  for (const Case& c : cases) EXPECT_EQ(verify_github(c.secret, c.body, c.header), c.passes) << c.name;
}

}  // namespace
}  // namespace shiptally::net
