#include "collectors/decode/rows.h"

#include <gmock/gmock.h>

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;

std::vector<std::string> split(std::string_view body) {
  std::vector<std::string> out;
  const auto found = rows(body);
  if (found.has_error()) return {"! " + found.error().message};
  for (const Row& row : *found)
    out.push_back(row.error ? std::string("- ") + row.error : std::string(row.text));
  return out;
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

struct Case {
  std::string body;
  std::vector<std::string> rows;
};

const Case kCases[] = {
    {R"({"a":1})", {R"({"a":1})"}},
    {" \r\n{\n \"a\": {\"b\": [1, 2]}\n}\n ", {"{\n \"a\": {\"b\": [1, 2]}\n}"}},
    {"[]", {}},
    {" [ ] ", {}},
    {R"([{"a":"]}\\\""} , {"b":2}])", {R"({"a":"]}\\\""})", R"({"b":2})"}},
    {R"([1, {"a":1}, "x", null])",
     {"- expected an object", R"({"a":1})", "- expected an object", "- expected an object"}},
    {"{\"a\":1}\n\n  {\"b\":2}\r\n", {R"({"a":1})", R"({"b":2})"}},
    {"{\"a\":1}\n{\"b\":\n{\"c\":3}", {R"({"a":1})", "- the line is cut off", R"({"c":3})"}},
    {"{\"a\":1}\nnonsense\n", {R"({"a":1})", "- expected an object"}},
    {"\xEF\xBB\xBF{\"a\":1}", {R"({"a":1})"}},
    // bodies that are no rows at all
    {"", {"! the body is empty"}},
    {" \n\t", {"! the body is empty"}},
    {"hello", {"! expected an object (row 0, byte 0)"}},
    {"\"text\"", {"! expected an object (row 0, byte 0)"}},
    {R"({"a":1)", {"! the body is cut off (row 0, byte 0)"}},
    {R"([{"a":1},{"b":)", {"! the body is cut off (row 1, byte 9)"}},
    {R"([{"a":1})", {"! the body is cut off (row 1, byte 8)"}},
    {R"([{"a":1},)", {"! the body is cut off (row 1, byte 9)"}},
    {R"([{"a":"never ends}])", {"! the body is cut off (row 0, byte 1)"}},
    {R"([{"a":1},])", {"! expected an object (row 1, byte 9)"}},
    {R"([{"a":1} {"b":2}])", {"! expected , or ] after a row (row 0, byte 9)"}},
    {R"([{"a":1}] x)", {"! text after the array (row 1, byte 10)"}},
    {"[", {"! the body is cut off (row 0, byte 1)"}},
    // depth
    {repeat("{\"a\":", 64) + "1" + repeat("}", 64), {repeat("{\"a\":", 64) + "1" + repeat("}", 64)}},
    {repeat("{\"a\":", 65) + "1" + repeat("}", 65), {"- nested deeper than 64 levels"}},
    {repeat("[", 10000) + repeat("]", 10000), {"- nested deeper than 64 levels"}},
    {repeat("[", 10000), {"! nested deeper than 64 levels (row 0, byte 1)"}},
    {"{\"a\":1}\n{\"b\":" + repeat("[", 10000) + repeat("]", 10000) + "}\n",
     {R"({"a":1})", "- nested deeper than 64 levels"}},
    {"{\"a\":1}\n{\"b\":\"" + repeat("[", 100) + "\"}\n",
     {R"({"a":1})", "{\"b\":\"" + repeat("[", 100) + "\"}"}},
};

TEST(Rows, SplitsABody) {
  for (const Case& c : kCases) EXPECT_EQ(split(c.body), c.rows) << c.body.substr(0, 60);
}

TEST(Rows, HasALimit) {
  const auto many = rows("[" + repeat("{},", static_cast<int>(kRowsMax)) + "{}]");
  ASSERT_TRUE(many.has_error());
  EXPECT_EQ(many.error().code, Code::too_large);
  EXPECT_EQ(many.error().message, "more than 200000 rows in one body");
}

}  // namespace
}  // namespace shiptally::collectors
