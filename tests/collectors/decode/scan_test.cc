// The scan takes what JSON is, gives what was written, and reads nothing that lies behind the text.

#include "collectors/decode/scan.h"

#include <simdjson.h>

#include <random>

#include "collectors/own/own_events.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

constexpr int kMutants = 20'000;

const std::string kRows[] = {
    R"({"id":"req_01JD0000000000000001","ts":1780000000000,"service":"s","team":"t","environment":"production","provider":"anthropic","model":"claude-sonnet-4-5","route":"/v1/a","status":200,"latency_ms":300,"ttft_ms":100.5,"input_tokens":200,"output_tokens":20,"cache_read_tokens":0,"tier":"standard","user":"u@example.org","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","tags":{"feature":"answer","a":"x","n":1}})",
    R"({"id": "r2", "ts": "2026-05-01T00:00:00Z", "service": "s", "provider": "p", "model": "m", "status": 200, "latency_ms": 5, "usage": {"prompt_tokens": 10, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 4}}})",
    R"({"ts":1780000000000,"service":"s\u00e9\"","provider":"p","model":"é€😀","status":429,"latency_ms":5,"error":"a\\","tags":{"b":true,"a":null,"t":"\n"}})",
    R"({"ts":1780000000000,"service":"","provider":"p","model":"m","status":0,"latency_ms":1e2,"tags":{},"usage":{"input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":12},"output_tokens":0,"more":[1,[2,{"x":[]}],"y"]}})",
    R"({"retract":{"id":"r2","ts":1780000000000}})",
    R"({})",
};

/// Rows with a few bytes changed, the same in every run.
class Mutator {
 public:
  std::string next() {
    std::string row = kRows[below(std::size(kRows))];
    for (std::size_t changes = below(4); changes > 0; --changes) change(row);
    return row;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  void change(std::string& row) {
    static constexpr std::string_view kBytes =
        "\"\"\"\\\\{}[]::,,  \t\r\x01\x1f\x7f-+.eE0019tfnu\xc3\xa9\xff";
    if (row.empty()) return;
    const std::size_t at = below(row.size()), length = below(12);
    switch (below(5)) {
      case 0:
        row[at] = kBytes[below(kBytes.size())];
        break;
      case 1:
        row.insert(at, 1, kBytes[below(kBytes.size())]);
        break;
      case 2:
        row.erase(at, 1 + length);
        break;
      case 3:
        row.insert(below(row.size()), row.substr(at, length * 4));
        break;
      default:
        row.replace(at, std::min<std::size_t>(row.size() - at, 1), row.substr(below(row.size()), length));
    }
  }

  std::mt19937 random_{20261123};
};

// simdjson's other door (dom) builds an index and checks the whole document first; the two know nothing of
// each other.
TEST(Scan, TakesWhatAnotherParserTakes) {
  Mutator mutator;
  simdjson::dom::parser parser;
  std::size_t taken = 0;
  for (int i = 0; i < kMutants; ++i) {
    std::string row = mutator.next();
    padded(row);
    simdjson::dom::object expected;
    const bool valid = parser.parse(row).get(expected) == simdjson::SUCCESS;
    std::deque<std::string> keep;
    std::vector<Member> found;
    std::string error;
    const bool scanned = Json(keep).members(row, found, error);
    if (valid) {
      ++taken;
      ASSERT_TRUE(scanned) << row << error;
    }
    if (!valid) continue;
    std::size_t at = 0;
    for (const auto& [key, value] : expected) {
      ASSERT_LT(at, found.size()) << row;
      EXPECT_EQ(found[at++].key, key) << row;
    }
    EXPECT_EQ(at, found.size()) << row;
  }
  EXPECT_GT(taken, std::size_t{kMutants} / 4);
}

std::string all_of(const Request& r) {
  const Series& s = r.series;
  std::string out = std::to_string(to_ms(r.ts)) + " " + std::to_string(r.id.high) + " " +
                    std::to_string(r.status) + " " + std::to_string(r.latency_us) + " " +
                    std::to_string(r.ttft_us.value_or(-1)) + " " + std::string(name(r.error));
  for (const std::int64_t n : {r.tokens.input, r.tokens.cache_read, r.tokens.cache_write_5m,
                               r.tokens.cache_write_1h, r.tokens.output, r.tokens.reasoning})
    out += " " + std::to_string(n);
  for (const std::string_view text : {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier,
                                      s.region, r.user, r.trace_id, r.version, r.tags})
    out += "|" + std::string(text);
  return out;
}

std::vector<std::string> requests_of(const Decoded& decoded) {
  std::vector<std::string> out;
  for (const Request& row : decoded.facts.requests.rows) out.push_back(all_of(row));
  for (const Retraction& row : decoded.facts.retractions) out.push_back("retracted " + row.key.id);
  return out;
}

// With one byte that is no UTF-8 nothing is known of the body, and each row is looked at alone.
TEST(Scan, APreparedBodyChangesNeitherARowNorAReason) {
  Mutator mutator;
  std::string body = kRows[0] + "\n";
  for (int i = 0; i < kMutants; ++i) {
    const std::string row = mutator.next();
    if (row.find('\xff') == std::string::npos && row.find('\xc3') == std::string::npos) body += row + "\n";
  }
  const auto quick = decode_requests(deliver(body));
  const auto alone = decode_requests(deliver(body + "{\"\xff\"}\n"));
  ASSERT_TRUE(quick.has_value() && alone.has_value());
  EXPECT_EQ(requests_of(*quick), requests_of(*alone));
  EXPECT_GT(quick->facts.requests.rows.size(), std::size_t{kMutants / 10});
  auto expected = reasons(alone);
  ASSERT_THAT(expected.back(), testing::HasSubstr("not valid UTF-8"));
  expected.pop_back();
  EXPECT_EQ(reasons(quick), expected);
  EXPECT_GT(expected.size(), std::size_t{kMutants / 10});
}

struct Case {
  std::string object;
  Scanned scanned;
};

std::string nested(int levels) {
  return "{\"a\":" + std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']') + "}";
}

const Case kCases[] = {
    {R"({})", Scanned::plain},
    {R"({ })", Scanned::plain},
    {R"({"a":"x","b":-1.5e3,"c":true,"d":null,"e":{"f":[1,{}]}})", Scanned::plain},
    {R"({ "a" : "x" , "b" : [ ] })", Scanned::plain},
    {R"({"a":"\"}","b":"\\"})", Scanned::plain},
    {R"({"":"","":{"":[]}})", Scanned::plain},
    {nested(64), Scanned::plain},
    {nested(65), Scanned::wrong},
    {R"({"\u0061":1})", Scanned::escaped_keys},
    {R"({"a":1}})", Scanned::text_after},
    {R"({}{})", Scanned::text_after},
    {R"()", Scanned::wrong},
    {R"({)", Scanned::wrong},
    {R"({")", Scanned::wrong},
    {R"({"a)", Scanned::wrong},
    {R"({"a\)", Scanned::wrong},
    {R"({"a")", Scanned::wrong},
    {R"({"a":)", Scanned::wrong},
    {R"({"a":})", Scanned::wrong},
    {R"({"a":1)", Scanned::wrong},
    {R"({"a":1,)", Scanned::wrong},
    {R"({"a":1,})", Scanned::wrong},
    {R"({"a":[1}})", Scanned::wrong},
    {R"({"a":[1)", Scanned::wrong},
    {R"({"a":{"b":[1])", Scanned::wrong},
    {R"({"a":[,]})", Scanned::wrong},
    {R"({"a":[1,]})", Scanned::wrong},
    {R"({"a":truex})", Scanned::wrong},
    {R"({"a":tru)", Scanned::wrong},
    {R"({"a" 1})", Scanned::wrong},
    {R"({"a":"":1})", Scanned::wrong},
    {"{\"a\":\"\x1f\"}", Scanned::wrong},
    {R"({"a":"never ends})", Scanned::wrong},
    {R"(["a"])", Scanned::wrong},
};

// Behind the text stands what would make each of them go on, were it read.
TEST(Scan, StopsAtTheTextsEnd) {
  for (const Case& c : kCases)
    for (const char* behind : {"\"", "9", "}", "]", ":", ",\"a\":1}", "e}", "\\"}) {
      std::string text = c.object;
      while (text.size() < c.object.size() + kPadding) text += behind;
      for (const bool lasting : {false, true}) {
        std::vector<Member> members;
        EXPECT_EQ(Scan().members(std::string_view(text).substr(0, c.object.size()), lasting, members),
                  c.scanned)
            << c.object << " before " << behind;
      }
    }
}

const Case kArrays[] = {
    {R"([])", Scanned::plain},
    {R"([ ])", Scanned::plain},
    {R"([1,"]",{"a":[]} , null])", Scanned::plain},
    {R"([1]])", Scanned::text_after},
    {R"([] [])", Scanned::text_after},
    {R"([)", Scanned::wrong},
    {R"([1)", Scanned::wrong},
    {R"([1,)", Scanned::wrong},
    {R"([1,])", Scanned::wrong},
    {R"([1 2])", Scanned::wrong},
    {R"([{]})", Scanned::wrong},
    {R"({})", Scanned::wrong},
};

TEST(Scan, TellsAnArrayFromWhatIsNone) {
  for (const Case& c : kArrays) {
    std::string text = c.object;
    padded(text);
    std::vector<Value> elements;
    EXPECT_EQ(scan_elements(text, elements), c.scanned) << c.object;
  }
}

TEST(Scan, RowsMayLeaveFieldsOut) {
  std::string body = R"({"a":1,"b":2,"c":3,"d":4}{"a":1,"c":3,"d":4}{"a":1,"x":9,"d":4}{"b":2,"a":1})";
  padded(body);
  Scan scan;
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < body.size(); at = body.find('}', at) + 1) {
    std::vector<Member> members;
    ASSERT_EQ(scan.members(std::string_view(body).substr(at, body.find('}', at) + 1 - at), true, members),
              Scanned::plain);
    std::string& all = keys.emplace_back();
    for (const Member& member : members) all += std::string(member.key) + std::string(member.value.raw);
  }
  EXPECT_THAT(keys, testing::ElementsAre("a1b2c3d4", "a1c3d4", "a1x9d4", "b2a1"));
}

TEST(Scan, RowsMayHaveMoreSpaceThanThoseBefore) {
  std::string body = R"({"a":1,"b":[]}{"a": 1,"b": []}{"a":1, "b":  [] }{"a":  1,"b":[]})";
  padded(body);
  Scan scan;
  for (std::size_t at = 0; at < body.size(); at = body.find('}', at) + 1) {
    const std::string_view row = std::string_view(body).substr(at, body.find('}', at) + 1 - at);
    std::vector<Member> members;
    ASSERT_EQ(scan.members(row, true, members), Scanned::plain) << row;
    EXPECT_EQ(members.at(0).value.raw, "1") << row;
    EXPECT_EQ(members.at(1).value.raw, "[]") << row;
  }
}

}  // namespace
}  // namespace shiptally::collectors
