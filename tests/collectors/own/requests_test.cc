#include "collectors/own/own_events.h"
#include "schema/content_hash.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;

constexpr const char* kHead =
    R"({"ts":1780000000000,"service":"s","provider":"p","model":"m","status":200,"latency_ms":5)";
constexpr const char* kTokens = R"(,"input_tokens":1,"output_tokens":2)";

/// A good row with more fields.
std::string row(const std::string& more) { return std::string(kHead) + more + "}"; }

TEST(Requests, ReadsEveryField) {
  const auto out = decode_requests(deliver(
      R"({"source":"gw","id":"r1","ts":"2026-05-01T00:00:00.123Z","service":"s","team":"t","environment":"e","provider":"p",
      "model":"m","route":"/r","status":200,"latency_ms":12.3456,"ttft_ms":3,"input_tokens":10,"output_tokens":20,
      "cache_read_tokens":30,"cache_write_5m_tokens":40,"cache_write_1h_tokens":50,"reasoning_tokens":6,"web_searches":7,
      "tier":"batch","region":"eu","user":"u\"1","trace_id":"tr","version":"v","tags":{"b":1,"a":"x"}})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  const Request& r = out->facts.requests.rows[0];
  EXPECT_EQ(r.ts, at("2026-05-01T00:00:00.123Z"));
  EXPECT_EQ(r.id, request_id("gw", "r1"));
  EXPECT_EQ(r.series, (Series{"s", "t", "e", "p", "m", "/r", "batch", "eu"}));
  EXPECT_EQ(r.latency_us, 12346);
  EXPECT_EQ(r.ttft_us, 3000);
  EXPECT_EQ(r.tokens, (Tokens{10, 30, 40, 50, 20, 6, 7}));
  EXPECT_EQ(r.user, "u\"1");
  EXPECT_EQ(r.tags, R"({"a":"x","b":1})");
  EXPECT_EQ(r.error, ErrorClass::none);
}

TEST(Requests, ThoseThatExpiredAreRefused) {
  Delivery late = deliver(row(kTokens) + "\n" + R"({"retract":{"id":"r","ts":1780000000000}})" + "\n" +
                          R"({"retract":{"id":"r","ts":1780000000001}})");
  late.requests_from = instant_from_ms(1780000000001);
  const std::string reason = "requests before 2026-05-28T20:26:40.001Z have expired (retention.requests)";
  const auto out = decode_requests(std::move(late));
  EXPECT_THAT(reasons(out), ElementsAre("0: ts: " + reason, "1: retract.ts: " + reason));
  EXPECT_EQ(out->facts.retractions.size(), 1U);
}

TEST(Requests, ViewsOutliveTheMove) {
  auto out = decode_requests(deliver(row(kTokens)));
  FactBatch moved = std::move(out->facts);
  out = Error{};
  EXPECT_EQ(moved.requests.rows[0].series.model, "m");
  EXPECT_EQ(moved.requests.rows[0].series.environment, "production");
}

TEST(Requests, WithoutAnIdTheRowIsItsIdentity) {
  const auto out =
      decode_requests(deliver(row(kTokens) + "\n" + row(kTokens) + "\n" + row(std::string(kTokens) + " ")));
  const auto& rows = out->facts.requests.rows;
  EXPECT_EQ(rows[0].id, rows[1].id);
  EXPECT_NE(rows[0].id, rows[2].id);
}

struct Bad {
  std::string fields;  ///< beside those of kHead
  std::string error;
};

const Bad kBad[] = {
    {"", "input_tokens: required (or usage)"},
    {R"(,"input_tokens":1)", "output_tokens: required (or usage)"},
    {R"(,"cache_read_tokens":1)", "input_tokens: required (or usage)"},
    {R"(,"input_tokens":-1,"output_tokens":2)", "input_tokens: must be 0 to 1000000000000"},
    {R"(,"input_tokens":1000000000001,"output_tokens":2)", "input_tokens: must be 0 to 1000000000000"},
    {R"(,"input_tokens":18446744073709551616,"output_tokens":2)", "input_tokens: must be 0 to 1000000000000"},
    {R"(,"input_tokens":1e999,"output_tokens":2)", "input_tokens: must be 0 to 1000000000000"},
    {R"(,"input_tokens":1.5,"output_tokens":2)", "input_tokens: expected an integer, got 1.5"},
    {R"(,"input_tokens":"1","output_tokens":2)", "input_tokens: expected a number, got string"},
    {R"(,"input_tokens":01,"output_tokens":2)", "input_tokens: not a JSON number: 01"},
    {R"(,"input_tokens":NaN,"output_tokens":2)", "not valid JSON"},
    {R"(,"input_tokens":1,"output_tokens":2,"reasoning_tokens":3)",
     "reasoning_tokens: more than output_tokens"},
    {R"(,"input_tokens":1,"output_tokens":2,"ttft_ms":"3")", "ttft_ms: expected a number, got string"},
    {R"(,"input_tokens":1,"output_tokens":2,"ttft_ms":-0.5)", "ttft_ms: must be 0 to 2592000000"},
    {R"(,"input_tokens":1,"output_tokens":2,"ttft_ms":1e999)", "ttft_ms: must be 0 to 2592000000"},
    {R"(,"input_tokens":1,"output_tokens":2,"status":200)", "status: given twice"},
    {R"(,"input_tokens":1,"output_tokens":2,"latency":3)",
     "latency: unknown field; did you mean latency_ms?"},
    {R"(,"input_tokens":1,"output_tokens":2,"user":"a\u0000")", "user: holds a NUL character"},
    {R"(,"input_tokens":1,"output_tokens":2,"usage":{"prompt_tokens":1})",
     "usage: given beside token fields; send one of the two"},
    {R"(,"usage":{"prompt_tokens":1,"prompt_tokens_details":{"cached_tokens":2}})",
     "usage.cached_tokens: more tokens read from and written to the cache than the prompt's 1"},
    {R"(,"input_tokens":1,"output_tokens":2,"tags":{"a":[1]})",
     "tags.a: expected a string, number or boolean, got array"},
    {R"(,"input_tokens":1,"output_tokens":2,"tags":{"a":1,"a":2})", "tags.a: given twice"},
    {R"(,"input_tokens":1,"output_tokens":2,"tags":{"a":1e})", "tags.a: not a JSON number: 1e"},
};

TEST(Requests, SaysWhatIsWrongAndKeepsTheOthers) {
  for (const Bad& c : kBad) {
    const auto out =
        decode_requests(deliver(row(kTokens) + "\n" + row(c.fields) + "\n" + row(kTokens) + "\n"));
    EXPECT_THAT(reasons(out), ElementsAre("1: " + c.error)) << c.fields;
    EXPECT_EQ(out->facts.requests.rows.size(), 2u) << c.fields;
  }
}

TEST(Requests, StatusAndLatencyAreChecked) {
  const std::string tail =
      R"(,"ts":1780000000000,"service":"s","provider":"p","model":"m","input_tokens":1,"output_tokens":1})";
  EXPECT_THAT(reasons(decode_requests(deliver(
                  "[{\"latency_ms\":\"5\",\"status\":200" + tail + ",{\"latency_ms\":5,\"status\":600" +
                  tail + ",{\"latency_ms\":5,\"status\":99" + tail + ",{\"status\":200" + tail + "]"))),
              ElementsAre("0: latency_ms: expected a number, got string", "1: status: must be 0 to 599",
                          "2: status: must be 0 or 100 to 599", "3: latency_ms: required"));
}

TEST(Requests, AFailedCallNeedsNoTokens) {
  const auto out = decode_requests(deliver(
      R"({"id":"a","ts":1780000000000,"service":"s","provider":"p","model":"m","status":429,"latency_ms":5})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.requests.rows[0].error, ErrorClass::rate_limited);
  EXPECT_EQ(out->facts.requests.rows[0].tokens, Tokens{});
}

TEST(Requests, TakesAVendorsUsage) {
  const auto out =
      decode_requests(deliver(row(R"(,"usage":{"input_tokens":3,"cache_creation_input_tokens":12304,
      "cache_read_input_tokens":0,"output_tokens":550,"service_tier":"priority"})")));
  ASSERT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.requests.rows[0].tokens, (Tokens{3, 0, 12304, 0, 550, 0, 0}));
  EXPECT_EQ(out->facts.requests.rows[0].series.tier, "priority");
}

struct TagsCase {
  const char *sent, *kept;
};

const TagsCase kTagsCases[] = {
    {R"({})", ""},
    {R"({"a":null})", ""},
    {R"({"a":"x","b":2,"c":true})", R"({"a":"x","b":2,"c":true})"},
    {R"({ "b" : 2, "a":"x" })", R"({"a":"x","b":2})"},
    {R"({"\u0061":"\u00e9\n\u0001\/"})", "{\"a\":\"\xc3\xa9\\n\\u0001/\"}"},
    {R"({"a":1.50})", R"({"a":1.50})"},
};

TEST(Requests, TagsHaveOneForm) {
  for (const TagsCase& c : kTagsCases) {
    const auto out = decode_requests(deliver(row(std::string(kTokens) + ",\"tags\":" + c.sent)));
    ASSERT_THAT(reasons(out), ElementsAre()) << c.sent;
    EXPECT_EQ(out->facts.requests.rows[0].tags, c.kept) << c.sent;
  }
}

}  // namespace
}  // namespace shiptally::collectors
