#include "schema/base/utf8.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

struct Case {
  const char* name;
  std::string_view in;
  std::string_view out;
};

const Case kCases[] = {
    {"ASCII", "api", "api"},
    {"two, three and four bytes", "\u00E4\u20AC\U0001F680", "\u00E4\u20AC\U0001F680"},
    {"last code point", "\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
    {"beyond the last code point", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
    {"Latin-1", "caf\xE9!", "caf\uFFFD!"},
    {"cut off at the end", "a\xE2\x82", "a\uFFFD\uFFFD"},
    {"overlong slash", "\xC0\xAF", "\uFFFD\uFFFD"},
    {"surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
    {"lone continuation", "\x80", "\uFFFD"},
    {"lead byte before ASCII",
     "\xE2"
     "ab",
     "\uFFFD"
     "ab"},
};

TEST(ValidUtf8, ReplacesWhatIsNotUtf8) {
  for (const Case& c : kCases) EXPECT_EQ(valid_utf8(c.in), c.out) << c.name;
}

}  // namespace
}  // namespace shiptally
