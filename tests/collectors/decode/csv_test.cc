#include "collectors/decode/csv.h"

#include <gtest/gtest.h>

#include <random>

namespace shiptally::collectors {
namespace {

using Fields = std::vector<std::string>;

struct Case {
  const char* name;
  std::string_view text;
  bool last;
  std::size_t columns;
  std::size_t bytes;
  Fields fields;
};

TEST(Csv, TakesOneRecordOffTheFront) {
  const Case cases[] = {
      {"plain", "a,b\nc", false, 0, 4, {"a", "b"}},
      {"empty fields", ",\n", false, 0, 2, {"", ""}},
      {"CRLF", "a,b\r\nc", false, 0, 5, {"a", "b"}},
      {"CRLF behind a quote", "a,\"b\"\r\nc", false, 0, 7, {"a", "b"}},
      {"no line break at the end", "a,b", true, 0, 3, {"a", "b"}},
      {"a lone CR at the end", "a,\"b\"\r", true, 0, 6, {"a", "b"}},
      {"doubled quotes", "\"say \"\"hi\"\"\",x\n", false, 0, 15, {"say \"hi\"", "x"}},
      {"a line break and a separator inside", "\"a\r\nb,c\",d\n", false, 0, 11, {"a\r\nb,c", "d"}},
      {"an empty quoted field", "\"\",b\n", false, 0, 5, {"", "b"}},
      {"a quote inside is a character", "5\" pipe,b\n", false, 0, 10, {"5\" pipe", "b"}},
      {"a blank line", "\r\na", false, 2, 2, {}},
      {"goes on behind the text", "a,\"b\n", false, 0, 0, {"a", "b\n"}},
      {"a quote that may be the first of two", "a,\"b\"", false, 0, 0, {"a", "b"}},
      {"a CR that may be the first of two", "a,b\r", false, 0, 0, {"a", "b"}},
  };
  for (const Case& c : cases) {
    Fields fields = {"left", "over", "from before"};
    const CsvStep step = read_csv_record(c.text, c.last, c.columns, fields);
    EXPECT_EQ(step.error, nullptr) << c.name;
    EXPECT_EQ(step.bytes, c.bytes) << c.name;
    if (c.bytes > 0) {
      EXPECT_EQ(fields, c.fields) << c.name;
    }
  }
}

TEST(Csv, ARowHasSoManyFieldsAtMost) {
  const std::string most(kCsvColumnsMax - 1, ','), more = most + ",";
  Fields fields;
  EXPECT_EQ(read_csv_record(most + "\n", false, 0, fields).error, nullptr);
  EXPECT_EQ(fields.size(), kCsvColumnsMax);
  const CsvStep step = read_csv_record(more + "\nx\n", false, 0, fields);
  EXPECT_STREQ(step.error, "more than 4096 fields");
  EXPECT_EQ(step.bytes, more.size() + 1);
}

/// As a program would write it that quotes now and then.
std::string written(const Fields& fields, std::mt19937& random) {
  std::string out;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) out += ',';
    const bool must = field.find_first_of(",\"\r\n") != std::string::npos;
    if (!must && random() % 2 == 0) {
      out += field;
      continue;
    }
    out += '"';
    for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    out += '"';
  }
  return out + (random() % 2 == 0 ? "\r\n" : "\n");
}

// Whatever is written is read back, and no part of it is taken for the whole.
TEST(Csv, ReadsBackWhatIsWritten) {
  std::mt19937 random(7);
  for (int times = 0; times < 2000; ++times) {
    Fields fields(2 + random() % 4);
    for (std::string& field : fields)
      for (std::size_t i = random() % 6; i > 0; --i) field += "ab,\"\r\n"[random() % 6];
    const std::string text = written(fields, random);
    Fields read;
    ASSERT_EQ(read_csv_record(text, false, fields.size(), read).bytes, text.size()) << text;
    ASSERT_EQ(read, fields) << text;
    for (std::size_t end = 1; end < text.size(); ++end)
      ASSERT_EQ(read_csv_record(text.substr(0, end), false, 0, read).bytes, 0U) << text << end;
  }
}

TEST(Csv, GoesOnInTheLineAfterABrokenOne) {
  struct Broken {
    const char* name;
    std::string_view text;
    const char* error;
  };
  const Broken cases[] = {
      {"text after a quote", "a,\"b\"x\nc,d\n", "text after the closing quote of a field"},
      {"closed by a later line", "a,\"bxx\nc,\"d\"\n", "text after the closing quote of a field"},
      {"never closed", "a,\"bxx\nc,d\n", "a quoted field is not closed"},
      {"too few", "a,b,bx\nc,d\n", "more fields than the header"},
      {"too many", "abcdef\nc,d\n", "fewer fields than the header"},
  };
  for (const Broken& c : cases) {
    Fields fields;
    const CsvStep step = read_csv_record(c.text, true, 2, fields);
    EXPECT_STREQ(step.error, c.error) << c.name;
    EXPECT_EQ(step.bytes, 7u) << c.name;
  }
}

}  // namespace
}  // namespace shiptally::collectors
