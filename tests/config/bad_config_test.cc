#include <gmock/gmock.h>

#include <algorithm>

#include "daemon/config/config.h"
#include "tests/config/contents.h"

namespace shiptally::config {
namespace {

using testing::HasSubstr;

/// Each file's first line is "# expect: <line>: <message>".
TEST(BadConfig, EachGivesTheMessageItNames) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot / "tests/config"))
    if (entry.path().string().ends_with(".bad.yml")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_GE(files.size(), 60U);
  for (const auto& file : files) {
    constexpr std::string_view kExpect = "# expect: ";
    const std::string name = file.filename().string();
    const std::string text = contents(file);
    ASSERT_TRUE(text.starts_with(kExpect)) << name;
    const std::string wanted = text.substr(kExpect.size(), text.find('\n') - kExpect.size());
    const auto config = read_config(text, name);
    ASSERT_TRUE(config.has_error()) << name;
    EXPECT_EQ(config.error().code, Code::invalid) << name;
    EXPECT_EQ(config.error().message, name + ":" + wanted);
  }
}

TEST(BadConfig, AllProblemsComeAtOnceInTheOrderOfTheLines) {
  const auto config =
      read_config("fleet: none\nlog: {level: loud}\nlisen: x\nlimits: {connections: 0}\n", "c.yaml");
  EXPECT_EQ(config.error().message,
            "c.yaml:1: fleet: must be a list\n"
            "c.yaml:2: log.level: \"loud\" is not one of debug, info, warning, error\n"
            "c.yaml:3: lisen: unknown key; did you mean \"listen\"?\n"
            "c.yaml:4: limits.connections: 0 is out of range, 1 to 100000");
  std::string many;
  for (int i = 0; i < 25; ++i) many += "unheard_of_" + std::to_string(i) + ": 1\n";
  EXPECT_THAT(read_config(many, "c.yaml").error().message, testing::EndsWith("c.yaml: and 5 more"));
}

TEST(BadConfig, SizeAndBytes) {
  EXPECT_EQ(read_config(std::string((1 << 20) + 1, '#'), "c.yaml").error().message,
            "c.yaml:1: longer than 1 MiB");
  std::string comments;
  for (int i = 0; i < 1 << 10; ++i) comments += std::string((1 << 10) - 1, '#') + "\n";
  EXPECT_TRUE(read_config(comments, "c.yaml").has_value());
  EXPECT_EQ(read_config(std::string_view("a\0b", 3), "c.yaml").error().message,
            "c.yaml:1: contains a NUL byte");
}

TEST(BadConfig, NeverShowsASecret) {
  const auto config = read_config("hooks: {github: {secret: hunter2}}\n", "c.yaml");
  EXPECT_THAT(config.error().message, testing::Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace shiptally::config
