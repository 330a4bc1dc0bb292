#include "collectors/vendors/litellm.h"

#include "schema/content_hash.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;

/// A payload with the fields that every one has, and more.
std::string payload(const std::string& more) {
  return R"({"id":"x","status":"success","model":"m","custom_llm_provider":"p","startTime":1777624200.123,
    "endTime":1777624200.623)" +
         more + "}";
}

Request only(const Result<Decoded>& out) {
  EXPECT_THAT(reasons(out), ElementsAre());
  return out->facts.requests.rows.empty() ? Request() : out->facts.requests.rows[0];
}

TEST(LiteLlm, ReadsABatch) {
  const auto out = decode_litellm(deliver(fixture("litellm.json")));
  ASSERT_THAT(reasons(out), ElementsAre());
  ASSERT_EQ(out->facts.requests.rows.size(), 2u);
  const Request& r = out->facts.requests.rows[0];
  EXPECT_EQ(r.ts, instant_from_ms(1777624200123));
  EXPECT_EQ(r.id, request_id("litellm", "chatcmpl-1@1777624200123"));
  EXPECT_EQ(r.series,
            (Series{"checkout", "payments", "staging", "anthropic", "claude-sonnet-4-5", "", "", ""}));
  EXPECT_EQ(r.latency_us, 2'500'000);
  EXPECT_EQ(r.ttft_us, 500'000);
  EXPECT_EQ(r.tokens, (Tokens{10, 50, 100, 0, 7, 0, 0}));
  EXPECT_EQ(r.user, "u-1");

  const Request& failed = out->facts.requests.rows[1];
  EXPECT_EQ(failed.status, 429);
  EXPECT_EQ(failed.error, ErrorClass::rate_limited);
  EXPECT_EQ(failed.series.provider, "openai");
  EXPECT_EQ(failed.series.service, "batch");
  EXPECT_EQ(failed.series.environment, "production");
  EXPECT_FALSE(failed.ttft_us);  // no stream: completionStartTime is only the end
}

TEST(LiteLlm, PromptsDoNotTravelOn) {
  const auto out = decode_litellm(deliver(fixture("litellm.json")));
  for (const std::string& text : out->facts.requests.text)
    EXPECT_EQ(text.find("secret"), std::string::npos) << text;
}

TEST(LiteLlm, TheSameIdAtAnotherTimeIsAnotherRequest) {
  std::string later = payload("");
  later.replace(later.find(".123"), 4, ".124");
  const auto out = decode_litellm(deliver("[" + payload("") + "," + payload("") + "," + later + "]"));
  const auto& rows = out->facts.requests.rows;
  EXPECT_EQ(rows[0].id, rows[1].id);
  EXPECT_NE(rows[0].id, rows[2].id);
}

TEST(LiteLlm, AnAnswerFromTheCacheIsBilledByNobody) {
  const auto out =
      decode_litellm(deliver(payload(R"(,"cache_hit":true,"prompt_tokens":5,"completion_tokens":6)")));
  EXPECT_EQ(only(out).tokens, Tokens{});
  EXPECT_EQ(only(out).tags, R"({"cache_hit":true})");
}

TEST(LiteLlm, WithoutDetailAllInputIsUncached) {
  const auto out = decode_litellm(
      deliver(payload(R"(,"prompt_tokens":5,"completion_tokens":6,"metadata":{"usage_object":{}})")));
  EXPECT_EQ(only(out).tokens, (Tokens{5, 0, 0, 0, 6, 0, 0}));
  EXPECT_EQ(only(out).series.service, "unknown");
}

struct Failure {
  const char* fields;
  int status;
  ErrorClass error;
};

const Failure kFailures[] = {
    {R"("error_information":{"error_code":"503","error_class":"ServiceUnavailableError"})", 503,
     ErrorClass::provider},
    {R"("error_information":{"error_code":400,"error_class":"ContentPolicyViolationError"})", 400,
     ErrorClass::content_filter},
    {R"("error_information":{"error_code":"","error_class":"Timeout"})", 408, ErrorClass::timeout},
    {R"("error_information":{"error_class":"RateLimitError"})", 429, ErrorClass::rate_limited},
    {R"("error_information":null,"error_str":"boom")", 500, ErrorClass::provider},
};

TEST(LiteLlm, AFailureHasAClass) {
  for (const Failure& c : kFailures) {
    std::string body = payload(std::string(",") + c.fields);
    body.replace(body.find("success"), 7, "failure");
    const Request r = only(decode_litellm(deliver(body)));
    EXPECT_EQ(r.status, c.status) << c.fields;
    EXPECT_EQ(r.error, c.error) << c.fields;
  }
}

struct Bad {
  const char *fields, *error;
};

const Bad kBad[] = {
    {R"("prompt_tokens":5,"completion_tokens":6,"total_tokens":12)",
     "total_tokens: is not prompt_tokens + completion_tokens"},
    {R"("prompt_tokens":5,"metadata":{"usage_object":{"prompt_tokens":6}})",
     "prompt_tokens: differs from metadata.usage_object"},
    {R"("prompt_tokens":5,"metadata":{"usage_object":{"prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":6}}})",
     "metadata.usage_object.cached_tokens: more tokens read from and written to the cache than the prompt's "
     "5"},
    {R"("prompt_tokens":-5)", "prompt_tokens: must be 0 to 1000000000000"},
    {R"("stream":true,"completionStartTime":1777624200.122)", "completionStartTime: before startTime"},
    {R"("status":"success")", "status: given twice"},
};

TEST(LiteLlm, RejectsWhatDoesNotAddUp) {
  for (const Bad& c : kBad)
    EXPECT_THAT(reasons(decode_litellm(
                    deliver("[" + payload(std::string(",") + c.fields) + "," + payload("") + "]"))),
                ElementsAre(std::string("0: ") + c.error))
        << c.fields;
  EXPECT_THAT(reasons(decode_litellm(
                  deliver(R"({"id":"x","status":"success","model":"m","startTime":1e999,"endTime":1})"))),
              ElementsAre("0: startTime: must be between 2010-01-01 and 24 hours from now, got 1e999"));
}

}  // namespace
}  // namespace shiptally::collectors
