#include "daemon/config/yaml_text.h"

#include <gtest/gtest.h>

#include "schema/base/result.h"

namespace shiptally::config {
namespace {

/// What a text is: "line: reason" of its refusal, or how many documents it has.
std::string verdict(std::string_view text, const YamlLimits& limits = {}) {
  try {
    return std::to_string(read_yaml(text, limits).size());
  } catch (const YAML::Exception& error) {
    return std::to_string(error.mark.line + 1) + ": " + error.msg;
  }
}

struct Case {
  std::string_view text;
  const char* wanted;
};
using namespace std::string_view_literals;

TEST(YamlText, IsReadToItsEndOrRefused) {
  const Case cases[] = {
      {"", "0"},
      {" \t\r\n# a\n", "0"},
      {"%YAML 1.2\n", "0"},
      {"---\n", "1"},
      {"a: 1\r\nb: 2\r\n", "1"},
      {"a: 1\n...\n# end\n", "1"},
      {"--- {a: 1}\n", "1"},
      {"----\n", "1"},  // a text that only looks like a marker
      {",", "1: text that belongs to no value"},
      {"\n\n]", "3: illegal flow end"},
      {"a: 1\n, b", "2: end of map not found"},
      {"{a: 1} x", "1: text that belongs to no value"},
      {"\"a\" b", "1: text that belongs to no value"},
      {"- a\nb: 1", "2: text that belongs to no value"},
      {"a: \"1\n---\n\"", "2: a second document; there must be one"},
      {"a: 1\n---\nb: 2\n", "2: a second document; there must be one"},
      {"a: 1\n...\nb: 2\n", "2: a second document; there must be one"},
      {"a: \0b"sv, "1: contains a NUL byte"},
      {"\xFF\xFE"
       "a\0"sv,
       "1: a byte that is no UTF-8"},
      {"a: b\n# caf\xE9\n", "2: a byte that is no UTF-8"},
      {"&a [*a]", "1: an alias inside what it stands for"},
      {"a: &b c\nd: *b\n", "1"},
  };
  for (const Case& c : cases) EXPECT_EQ(verdict(c.text), c.wanted) << c.text;
}

TEST(YamlText, HasLimits) {
  const YamlLimits small{.bytes = std::size_t{1} << 20, .documents = 2, .nodes = 10, .depth = 3};
  EXPECT_EQ(verdict(std::string((1U << 20) + 1, '#'), small), "1: longer than 1 MiB");
  EXPECT_EQ(verdict("---\n---\n---\n", small), "3: more than 2 documents");
  EXPECT_EQ(verdict("[[[1]]]", small), "1");
  EXPECT_EQ(verdict("[[[[1]]]]", small), "1: nested too deeply");
  EXPECT_EQ(verdict(std::string(60'000, '['), small), "1: nested too deeply");
  EXPECT_EQ(verdict("\n" + std::string((64U << 10) + 1, '['), small), "2: a line longer than 64 KiB");
  EXPECT_EQ(verdict(std::string(64U << 10, '#') + "\n#", small), "0");
  EXPECT_EQ(verdict("[1,2,3,4,5,6,7,8,9]", small), "1");
  EXPECT_EQ(verdict("[1,2,3,4,5,6,7,8,9,0]", small), "1: more than 10 values, those of aliases counted in");
  EXPECT_EQ(verdict("a: &a [1,2,3]\nb: [*a,\n *a]", small),
            "2: more than 10 values, those of aliases counted in");
}

/// A billion laughs take neither time nor memory.
TEST(YamlText, CountsWhatAliasesStandFor) {
  std::string text = "a0: &a0 x\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + "]\n";
  }
  EXPECT_EQ(verdict(text), "17: more than 250000 values, those of aliases counted in");
}

TEST(YamlText, MarksCountFromTheDocument) {
  const auto documents = read_yaml("# first\na: 1\n---\n\nb: 2\n", {.documents = 2});
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_EQ(documents[0].lines_before, 0);
  EXPECT_EQ(documents[1].lines_before, 2);
  EXPECT_EQ(documents[1].root["b"].Mark().line, 2);
}

}  // namespace
}  // namespace shiptally::config
