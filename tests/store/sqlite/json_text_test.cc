#include "daemon/store/sqlite/json_text.h"

#include <gtest/gtest.h>

namespace shiptally::store {
namespace {

using Texts = std::vector<std::string>;

TEST(JsonText, ReadsBackWhatItWrites) {
  for (const Texts& list : {Texts{}, Texts{""}, Texts{"a", "b"}, Texts{"\"", "\\", "a\\\"b"},
                            Texts{"\n\x01\x1f", "é", "],["}, Texts{std::string("nul\0inside", 10)}}) {
    EXPECT_EQ(texts_from_json(to_json(list)).value(), list) << to_json(list);
    std::vector<DeployedCommit> commits;
    for (const std::string& text : list) commits.push_back({text, "aa" + text});
    for (const std::string& text : list) commits.push_back({text, text, instant_from_ms(-5)});
    EXPECT_EQ(commits_from_json(to_json(commits)).value(), commits);
  }
}

TEST(JsonText, WritesPlainJson) {
  EXPECT_EQ(to_json(Texts{"a\n\"b\""}), R"(["a\n\"b\""])");
  EXPECT_EQ(to_json(std::vector<DeployedCommit>{{"r", "s"}, {"t", "u"}}),
            R"([{"repo":"r","sha":"s"},{"repo":"t","sha":"u"}])");
  EXPECT_EQ(to_json(std::vector<DeployedCommit>{{"r", "s", instant_from_ms(1780000000000)}}),
            R"([{"repo":"r","sha":"s","finished_ms":1780000000000}])");
}

TEST(JsonText, RefusesAnythingElse) {
  for (const char* text : {"", "[", "]", "[\"a\"", "[\"a", "[\"a\\", "[\"\\u00zz\"]", "[\"\\u0\"]", "[a]",
                           "[\"a\"]x", "[\"a\",]", "[,\"a\"]", "{}", "[\"a\" ,\"b\"]"})
    EXPECT_TRUE(texts_from_json(text).has_error()) << text;
  for (const char* text : {"[{}]", "[\"a\"]", "[{\"repo\":\"a\"}]", "[{\"sha\":\"a\",\"repo\":\"b\"}]"})
    EXPECT_TRUE(commits_from_json(text).has_error()) << text;
}

}  // namespace
}  // namespace shiptally::store
