// What fuzzing has found or begins from (tests/fuzz/corpus), once through every collector: what ended the
// daemon before ends this test.

#include <filesystem>
#include <map>

#include "collectors/decode/rows.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

/// Name and bytes of each input for the target of that name, without the `choices` that it begins with.
std::map<std::string, std::string> corpus(const std::string& target, std::size_t choices) {
  std::map<std::string, std::string> out;
  for (const auto& file :
       std::filesystem::directory_iterator(SHIPTALLY_SOURCE_DIR "/tests/fuzz/corpus/" + target)) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    out[file.path().filename().string()] = text.str().substr(choices);
  }
  return out;
}

Result<Decoded> decode(const Collector& collector, const std::string& body) {
  Delivery delivery = deliver(body);
  delivery.headers = {{"x-github-event", "push"}};
  return collector.decode(std::move(delivery));
}

TEST(Corpus, EveryCollectorReadsEveryBody) {
  const auto bodies = corpus("rows", 2);
  ASSERT_GE(bodies.size(), 10U);
  for (const Collector& collector : registry())
    for (const auto& [name, body] : bodies) {
      const auto split = rows(body);
      const auto out = decode(collector, body);
      ASSERT_TRUE(split.has_value()) << name;
      const bool one_a_message = collector.name == "github";
      ASSERT_EQ(out.has_error(), one_a_message && split->size() != 1) << collector.name << " " << name;
      if (out.has_error()) continue;
      const std::size_t told = out->facts.size() + out->rejected.size();
      EXPECT_TRUE(told == split->size() || one_a_message) << collector.name << " " << name << ": " << told;
    }
}

TEST(Corpus, BracketsThatDoNotMatchCostTheirRowOnly) {
  const std::string good = R"({"retract":{"id":"x","repo":"r","sha":"0123abcd","ts":1780000000000}})";
  for (const auto& [name, body] : corpus("rows", 2)) {
    if (!name.starts_with("unmatched_")) continue;
    for (const Collector& collector : registry()) {
      const auto alone = decode(collector, body);
      EXPECT_THAT(reasons(alone), testing::ElementsAre("0: not valid JSON")) << collector.name << " " << name;
      if (collector.name == "github") continue;  // one object a message
      const auto between = decode(collector, good + "\n" + body + "\n" + good + "\n");
      EXPECT_THAT(reasons(between), testing::Contains("1: not valid JSON")) << collector.name << " " << name;
      EXPECT_EQ(between->facts.size() + between->rejected.size(), 3U) << collector.name << " " << name;
    }
  }
}

}  // namespace
}  // namespace shiptally::collectors
