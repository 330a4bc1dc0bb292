#include "collectors/own/own_events.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;

TEST(ProviderUsageEvents, ReadEveryField) {
  const auto out = decode_usage(deliver(R"([
    {"source":"meter","id":"u1","provider":"anthropic","from":1780000000000,"to":1780003600000,
     "model":"claude-sonnet-4-5","tier":"batch","region":"us","account":"org","sub_account":"ws","api_key":"k",
     "context_window":"0-200k","input_tokens":1,"cache_read_tokens":2,"cache_write_5m_tokens":3,
     "cache_write_1h_tokens":4,"output_tokens":9,"reasoning_tokens":6,"web_searches":7,"requests":8,
     "updated_at":1780003600001},
    {"id":"u2","provider":"openai","from":1780000000000,"to":1780003600000,"input_tokens":0,"output_tokens":0}])"));
  ASSERT_THAT(reasons(out), ElementsAre());
  const ProviderUsage& u = out->facts.provider_usage.at(0);
  EXPECT_EQ(u.key, (FactId{"meter", "u1"}));
  EXPECT_EQ(u.provider + " " + u.model + " " + u.tier + " " + u.region,
            "anthropic claude-sonnet-4-5 batch us");
  EXPECT_EQ(u.account + " " + u.sub_account + " " + u.api_key + " " + u.context_window, "org ws k 0-200k");
  EXPECT_EQ(u.from, instant_from_ms(1780000000000));
  EXPECT_EQ(u.to, instant_from_ms(1780003600000));
  EXPECT_EQ(u.tokens, (Tokens{1, 2, 3, 4, 9, 6, 7}));
  EXPECT_EQ(u.requests, 8);
  EXPECT_EQ(u.updated, instant_from_ms(1780003600001));
  const ProviderUsage& bare = out->facts.provider_usage.at(1);
  EXPECT_EQ(bare.key.source, "api");
  EXPECT_FALSE(bare.requests) << "not counted is not none";
}

TEST(ProviderUsageEvents, AreRefusedWithTheFieldAndTheReason) {
  const std::string row = R"({"id":"u","provider":"openai","from":1780000000000,"input_tokens":1)";
  const auto out = decode_usage(
      deliver(row + R"(,"to":1780003600000})" + "\n" + row + R"(,"output_tokens":1,"to":1780000000000})" +
              "\n" + row + R"(,"output_tokens":1,"to":1780003600000,"reasoning_tokens":2})" + "\n" + row +
              R"(,"output_tokens":-1,"to":1780003600000})" + "\n" + row + R"(,"output_tokens":1,"cost":1})" +
              "\n" + R"({"retract":{"source":"meter","id":"u1","updated_at":1780003600001}})"));
  EXPECT_THAT(reasons(out),
              ElementsAre("0: output_tokens: required", "1: to: not after from",
                          "2: reasoning_tokens: more than output_tokens",
                          "3: output_tokens: must be 0 to 1000000000000", "4: cost: unknown field"));
  EXPECT_EQ(out->facts.retractions.at(0).kind, Kind::usage);
  EXPECT_EQ(out->facts.retractions.at(0).updated, instant_from_ms(1780003600001));
}

}  // namespace
}  // namespace shiptally::collectors
