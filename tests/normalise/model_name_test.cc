#include "daemon/normalise/model_name.h"

#include <gtest/gtest.h>

#include "daemon/config/price_book.h"

namespace shiptally::normalise {
namespace {

struct Case {
  const char *provider, *model;
  ModelName expected;
};

const Case kKnown[] = {
    // Bedrock: the geographic scope can have a price of its own, the global one has none.
    {"bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", {"amazon", "claude-sonnet-4-5", true}},
    {"bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", {"amazon", "claude-sonnet-4-5", false}},
    {"aws.bedrock", "anthropic.claude-3-5-sonnet-20241022-v2:0", {"amazon", "claude-3-5-sonnet", true}},
    {"AWS",
     "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
     {"amazon", "claude-haiku-4-5", true}},
    {"", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", {"amazon", "nova-pro", true}},
    {"bedrock", "amazon.nova-lite-v1:0:300k", {"amazon", "nova-lite", true}},
    {"litellm", "bedrock/us.anthropic.claude-opus-4-6-v1:0", {"amazon", "claude-opus-4-6", true}},
    {"bedrock", "bedrock/converse/us-west-2/amazon.nova-micro-v1:0", {"amazon", "nova-micro", true}},
    // The sender's word on who serves it is believed.
    {"anthropic", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", {"anthropic", "claude-sonnet-4-5", false}},
    // Vertex and Gemini.
    {"vertex_ai", "claude-sonnet-4-5@20250929", {"google", "claude-sonnet-4-5", false}},
    {"gcp.vertex_ai",
     "publishers/anthropic/models/claude-opus-4-1@20250805",
     {"google", "claude-opus-4-1", false}},
    {"gemini", "models/gemini-2.5-pro", {"google", "gemini-2.5-pro", false}},
    {"gcp.gemini", "gemini-3-pro-preview", {"google", "gemini-3-pro", false}},
    {"vertex_ai_beta",
     "projects/p/locations/l/publishers/google/models/gemini-2.5-flash",
     {"google", "gemini-2.5-flash", false}},
    // OpenAI, Azure, gateways.
    {"openai", "gpt-4o-2024-08-06", {"openai", "gpt-4o", false}},
    {"openai", "gpt-4o-2024-05-13", {"openai", "gpt-4o-2024-05-13", false}},
    {"openai", "openai/gpt-5-mini-2025-08-07", {"openai", "gpt-5-mini", false}},
    {"azure.ai.openai", "azure/gpt-4o-mini", {"azure", "gpt-4o-mini", false}},
    {"azure", "GPT-4o", {"azure", "gpt-4o", false}},
    {"openai", "anthropic/claude-haiku-4-5", {"anthropic", "claude-haiku-4-5", false}},
    {"", "gpt-4.1-nano", {"openai", "gpt-4.1-nano", false}},
    {"", "claude-opus-4-20250514", {"anthropic", "claude-opus-4", false}},
    {"Anthropic", " claude-sonnet-4-5-20250929[1m] ", {"anthropic", "claude-sonnet-4-5", false}},
    {"anthropic", "claude-4-sonnet-20250514", {"anthropic", "claude-sonnet-4", false}},
    {"anthropic", "claude-3-7-sonnet-latest", {"anthropic", "claude-3-7-sonnet", false}},
    {"mistral", "mistral-large-2512", {"mistral", "mistral-large-3", false}},
    {"vllm", "stabilityai/stablelm-2-12b-chat", {"self-hosted", "stablelm-2-12b-chat", false}},
};

// What the book does not know stays as it came: unpriced, and said so.
const Case kUnknown[] = {
    {"anthropic", "claude-3", {"anthropic", "claude-3", false}},
    {"anthropic", "claude-3-5", {"anthropic", "claude-3-5", false}},
    {"anthropic", "claude-sonnet-4-5-20251399", {"anthropic", "claude-sonnet-4-5-20251399", false}},
    {"openai", "gpt-4o-", {"openai", "gpt-4o-", false}},
    {"openai", "gpt-4o-mini-transcribe", {"openai", "gpt-4o-mini-transcribe", false}},
    {"openai", "ft:gpt-4o-mini-2024-07-18:acme::x", {"openai", "ft:gpt-4o-mini-2024-07-18:acme::x", false}},
    {"openrouter", "anthropic/claude-haiku-4-5", {"openrouter", "anthropic/claude-haiku-4-5", false}},
    {"bedrock",
     "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2",
     {"amazon", "arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2", false}},
    {"Acme", "Rocket-1", {"acme", "Rocket-1", false}},
    {"", "", {"", "", false}},
    {"", "[1m]", {"", "[1m]", false}},
};

class ModelNameTest : public testing::Test {
 protected:
  static const ModelNames& names() {
    static const ModelNames shipped(config::shipped_price_book().value());
    return shipped;
  }
  static void check(const Case& c) {
    const ModelName name = names().resolve(c.provider, c.model, Instant());
    EXPECT_EQ(name, c.expected) << c.provider << " " << c.model << " → " << name.provider << " "
                                << name.model;
  }
};

TEST_F(ModelNameTest, TakesTheDressOff) {
  for (const Case& c : kKnown) check(c);
}

TEST_F(ModelNameTest, LeavesTheUnknownAsItCame) {
  for (const Case& c : kUnknown) check(c);
}

TEST_F(ModelNameTest, ADeploymentNameNeedsAMap) {
  PriceBook book = config::shipped_price_book().value();
  book.aliases.push_back({"azure", "Our-Chat-Deployment", "gpt-4o"});
  EXPECT_EQ(ModelNames(book).resolve("azure", "our-chat-deployment", Instant()),
            (ModelName{"azure", "gpt-4o", false}));
}

TEST_F(ModelNameTest, EveryModelOfTheBookIsFoundUnderItsOwnName) {
  const PriceBook book = config::shipped_price_book().value();
  for (const Price& p : book.prices)
    EXPECT_EQ(names().resolve(p.provider, p.model, Instant()), (ModelName{p.provider, p.model, false}))
        << p.id;
}

TEST(ModelNames, AnAliasMeansWhatItMeantThen) {
  PriceBook book;
  for (const char* model : {"m-1", "m-2"}) {
    Price price;
    price.provider = "acme";
    price.model = model;
    book.prices.push_back(price);
  }
  const Instant boundary = parse_instant("2026-03-01").value();
  book.aliases = {{"acme", "latest", "m-1", {}, boundary}, {"acme", "latest", "m-2", boundary, {}}};
  const ModelNames names(book);
  EXPECT_EQ(names.resolve("acme", "latest", boundary - Millis(1)).model, "m-1");
  EXPECT_EQ(names.resolve("acme", "latest", boundary).model, "m-2");
  EXPECT_EQ(names.boundaries(), std::vector<Instant>{boundary});
}

}  // namespace
}  // namespace shiptally::normalise
