#include "schema/base/hex.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

TEST(Hex, ReadsWholePairsOnly) {
  EXPECT_EQ(from_hex(""), "");
  EXPECT_EQ(from_hex("00ff"), std::string("\0\xFF", 2));
  EXPECT_EQ(from_hex("AbCd"), "\xAB\xCD");
  for (const char* text : {"0", "abc", "0g", "g0", " 0", "0x", "ab cd", "-1", "+1", "\uFF11"})
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  EXPECT_EQ(from_hex(std::string(65, 'a')), std::nullopt) << "a SHA-256 with a digit too many";
}

}  // namespace
}  // namespace shiptally
