// The quick way through a row and the full parser are one and the same to whoever sends it.

#include "collectors/scan.h"

#include <random>

#include "collectors/own_events.h"
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

std::string all_of(const std::vector<Member>& members) {
  std::string out;
  for (const auto& [key, value, number] : members)
    out += std::string(key) + "\t" + std::string(name(value.type)) + (value.escaped ? "\\" : "") + "\t" +
           std::string(value.raw) + "\n";
  return out;
}

TEST(Scan, AgreesWithTheFullParser) {
  Mutator mutator;
  std::string body;
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  for (int i = 0; i < kMutants; ++i) {
    const std::string row = mutator.next();
    rows.emplace_back(body.size(), row.size());
    body += row + "\n";
  }
  padded(body);
  std::deque<std::string> keep;
  Json full(keep);
  Scan scan;
  std::size_t taken = 0;
  for (const auto& [at, size] : rows) {
    const std::string_view row = std::string_view(body).substr(at, size);
    std::vector<Member> expected, found;
    std::string error;
    const bool valid = full.members(row, expected, error);
    if (error == "not valid UTF-8") continue;  // never gets as far as the scan
    error.clear();
    if (!scan.members(row, found)) continue;
    ++taken;
    ASSERT_TRUE(valid) << row;
    ASSERT_EQ(all_of(found), all_of(expected)) << row;
  }
  EXPECT_GT(taken, rows.size() / 4);
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

// One byte that is no UTF-8 sends the whole body through the full parser.
TEST(Scan, ChangesNeitherARowNorAReason) {
  Mutator mutator;
  std::string body = kRows[0] + "\n";
  for (int i = 0; i < kMutants; ++i) {
    const std::string row = mutator.next();
    if (row.find('\xff') == std::string::npos && row.find('\xc3') == std::string::npos) body += row + "\n";
  }
  const auto quick = decode_requests(deliver(body));
  const auto full = decode_requests(deliver(body + "{\"\xff\"}\n"));
  ASSERT_TRUE(quick.has_value() && full.has_value());
  EXPECT_EQ(requests_of(*quick), requests_of(*full));
  EXPECT_GT(quick->facts.requests.rows.size(), std::size_t{kMutants / 10});
  auto expected = reasons(full);
  ASSERT_THAT(expected.back(), testing::HasSubstr("not valid UTF-8"));
  expected.pop_back();
  EXPECT_EQ(reasons(quick), expected);
  EXPECT_GT(expected.size(), std::size_t{kMutants / 10});
}

struct Case {
  std::string object;
  bool taken;
};

std::string nested(int levels) {
  return "{\"a\":" + std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']') + "}";
}

const Case kCases[] = {
    {R"({})", true},
    {R"({"a":"x","b":-1.5e3,"c":true,"d":null,"e":{"f":[1,{}]}})", true},
    {R"({ "a" : "x" , "b" : [ ] })", true},
    {R"({"a":"\"}","b":"\\"})", true},
    {nested(16), true},
    {nested(17), false},
    {R"({"\u0061":1})", false},
    {R"({"a":1,})", false},
    {R"({"a":1}})", false},
    {R"({"a":[1}})", false},
    {R"({"a":[,]})", false},
    {R"({"a":truex})", false},
    {R"({"a" 1})", false},
    {"{\"a\":\"\x1f\"}", false},
    {R"({"a":"never ends})", false},
    {R"(["a"])", false},
};

TEST(Scan, TakesWhatSendersWrite) {
  for (const Case& c : kCases) {
    std::string text = c.object;
    padded(text);
    std::vector<Member> members;
    EXPECT_EQ(Scan().members(text, members), c.taken) << c.object;
  }
}

TEST(Scan, RowsMayLeaveFieldsOut) {
  std::string body = R"({"a":1,"b":2,"c":3,"d":4}{"a":1,"c":3,"d":4}{"a":1,"x":9,"d":4}{"b":2,"a":1})";
  padded(body);
  Scan scan;
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < body.size(); at = body.find('}', at) + 1) {
    std::vector<Member> members;
    ASSERT_TRUE(scan.members(std::string_view(body).substr(at, body.find('}', at) + 1 - at), members));
    std::string& all = keys.emplace_back();
    for (const Member& member : members) all += std::string(member.key) + std::string(member.value.raw);
  }
  EXPECT_THAT(keys, testing::ElementsAre("a1b2c3d4", "a1c3d4", "a1x9d4", "b2a1"));
}

}  // namespace
}  // namespace shiptally::collectors
