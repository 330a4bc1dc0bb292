#include "daemon/cli/input_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/temp_dir.h"

namespace shiptally::cli {
namespace {

using tests::TempDir;

std::string identity(const TempDir& dir, const std::string& name, const std::string& text) {
  std::ofstream(dir.file(name), std::ios::binary) << text;
  return *content_identity(*InputFile::open(dir.file(name)));
}

TEST(ContentIdentity, IsThatOfTheContentNotOfTheFile) {
  const TempDir dir;
  const std::string text(1 << 20, 'a');
  const std::string original = identity(dir, "a", text);
  EXPECT_EQ(identity(dir, "copy", text), original);
  EXPECT_EQ(original.substr(0, original.find('-')), "1048576");
  struct Case {
    const char* name;
    std::size_t changed;
  };
  for (const Case& c :
       {Case{"first byte", 0}, Case{"last byte", text.size() - 1}, Case{"middle", text.size() / 33}}) {
    std::string other = text;
    other[c.changed] = 'b';
    EXPECT_NE(identity(dir, "b", other), original) << c.name;
  }
  EXPECT_NE(identity(dir, "longer", text + "a"), original);
  EXPECT_NE(identity(dir, "short", "a"), identity(dir, "none", ""));
}

TEST(InputFile, SaysWhichFileAndWhy) {
  const TempDir dir;
  const auto missing = InputFile::open(dir.file("missing"));
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().code, Code::not_found);
  EXPECT_EQ(missing.error().message, dir.file("missing") + ": cannot open: No such file or directory");
  auto directory = InputFile::open(dir.path().string());
  char byte = 0;
  EXPECT_EQ(directory->read({&byte, 1}).error().message,
            dir.path().string() + ": cannot read: Is a directory");
}

}  // namespace
}  // namespace shiptally::cli
