#include "daemon/store/facts/path_list.h"

#include <gtest/gtest.h>

namespace shiptally::store {
namespace {

using namespace std::string_literals;

TEST(PathList, ReadsBackWhatItWrites) {
  for (const std::string& paths :
       {""s, "a\0"s, "\0"s, "\0\0"s, "a\0a\0"s, "src/a/b.cc\0src/a/b.h\0src/c.cc\0README\0"s, "ab\0abc\0a\0"s,
        std::string(5000, 'x') + "\0y\0"s}) {
    std::string bytes, out = "something";
    put_paths(bytes, paths);
    ByteReader in(bytes);
    EXPECT_TRUE(take_paths(in, out));
    EXPECT_TRUE(in.at_end() && !in.failed());
    EXPECT_EQ(out, paths);
  }
}

TEST(PathList, ADirectoryIsWrittenOnce) {
  std::string bytes;
  put_paths(bytes, "services/checkout/source/a.cc\0services/checkout/source/b.cc\0"s);
  EXPECT_EQ(bytes.size(), 1 + (2 + 29) + (2 + 4));
}

TEST(PathList, RefusesWhatItNeverWrote) {
  std::string bytes, out;
  put_varint(bytes, 1);
  put_varint(bytes, 3);  // of a path before that is not there
  put_text(bytes, "x");
  ByteReader in(bytes);
  EXPECT_FALSE(take_paths(in, out));
}

}  // namespace
}  // namespace shiptally::store
