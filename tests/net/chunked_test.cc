#include "daemon/net/chunked.h"

#include <gmock/gmock.h>

namespace shiptally::net {
namespace {

using testing::HasSubstr;

constexpr std::size_t kBodyMax = 64 << 10;

struct Read {
  std::string body;
  std::size_t used = 0;
  bool complete = false;
  std::string error;  ///< empty: none
  Code code = Code::internal;
};

/// Feeds `in` in slices of that many bytes.
Read read(std::string_view in, std::size_t slice) {
  ChunkedDecoder decoder(kBodyMax);
  Read out;
  while (out.used < in.size() && !decoder.complete()) {
    const auto used = decoder.step(in.substr(out.used, slice), out.body);
    if (used.has_error()) {
      out.error = used.error().message;
      out.code = used.error().code;
      return out;
    }
    out.used += *used;
  }
  out.complete = decoder.complete();
  return out;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  while (times-- > 0) out += text;
  return out;
}

TEST(Chunked, TakesWhatIsWellFormed) {
  struct Case {
    const char* name;
    std::string in;
    std::string body;
    std::size_t after = 0;  ///< bytes that belong to the next message
  };
  const Case cases[] = {
      {"empty", "0\r\n\r\n", ""},
      {"two chunks", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"},
      {"hex in both cases, leading zeros", "00a\r\n0123456789\r\n0A\r\nabcdefghij\r\n000\r\n\r\n",
       "0123456789abcdefghij"},
      {"content with line ends", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"},
      {"extensions", "1;a;b=c;d=\"e f\"\r\nx\r\n1 ;a\r\ny\r\n0;last\r\n\r\n", "xy"},
      {"blanks after the size", "1  \r\nx\r\n0\r\n\r\n", "x"},
      {"trailers", "1\r\nx\r\n0\r\nChecksum: 1\r\nOther: 2\r\n\r\n", "x"},
      {"the next message", "1\r\nx\r\n0\r\n\r\nGET /", "x", 5},
      {"exactly the limit", "10000\r\n" + std::string(kBodyMax, 'x') + "\r\n0\r\n\r\n",
       std::string(kBodyMax, 'x')},
      {"many small chunks", repeated("8\r\n12345678\r\n", 4000) + "0\r\n\r\n", repeated("12345678", 4000)},
  };
  for (const Case& c : cases) {
    for (const std::size_t slice : {1U, 2U, 3U, 7U, 4096U, 1U << 20}) {
      const Read out = read(c.in, slice);
      EXPECT_EQ(out.error, "") << c.name << " in " << slice;
      EXPECT_TRUE(out.complete) << c.name << " in " << slice;
      EXPECT_EQ(out.body, c.body) << c.name << " in " << slice;
      EXPECT_EQ(out.used, c.in.size() - c.after) << c.name << " in " << slice;
    }
  }
}

TEST(Chunked, RefusesTheRest) {
  const std::string nul(1, '\0');
  struct Case {
    const char* name;
    std::string in;
    Code code;
    const char* message;
  };
  const Case cases[] = {
      {"no size", "\r\n", Code::unreadable, "begin with its size"},
      {"no hex", "g\r\n", Code::unreadable, "begin with its size"},
      {"minus", "-1\r\n", Code::unreadable, "begin with its size"},
      {"0x", "0x1\r\n", Code::unreadable, "CR LF"},
      {"a blank before the size", " 1\r\nx\r\n", Code::unreadable, "begin with its size"},
      {"text after a blank", "1 x\r\nx\r\n", Code::unreadable, "CR LF"},
      {"bare LF after the size", "1\nx\r\n", Code::unreadable, "CR LF"},
      {"bare CR after the size", "1\rx", Code::unreadable, "CR LF"},
      {"bare LF in an extension", "1;a\nx\r\n", Code::unreadable, "extension"},
      {"NUL in an extension", "1;a" + nul, Code::unreadable, "extension"},
      {"content longer than announced", "1\r\nxx\r\n", Code::unreadable, "CR LF"},
      {"bare LF after the content", "1\r\nx\n0\r\n\r\n", Code::unreadable, "CR LF"},
      {"bare LF in a trailer", "0\r\na: b\n\r\n", Code::unreadable, "trailer"},
      {"bare CR after a trailer", "0\r\na: b\rc", Code::unreadable, "CR LF"},
      {"over the limit at once", "10001\r\n", Code::too_large, "longer than 65536"},
      {"over the limit in two", "10000\r\n" + std::string(kBodyMax, 'x') + "\r\n1\r\n", Code::too_large,
       "longer than 65536"},
      {"a size of 2^64 + 1", "10000000000000001\r\n", Code::too_large, "longer than 65536"},
      {"a size of 100 digits", repeated("f", 100), Code::too_large, "longer than 65536"},
      {"endless zeros", std::string(5000, '0'), Code::too_large, "head or the trailers"},
      {"an endless extension", "1;" + std::string(5000, 'a'), Code::too_large, "head or the trailers"},
      {"endless trailers", "0\r\n" + repeated("a: b\r\n", 1000), Code::too_large, "head or the trailers"},
      {"one byte a chunk", repeated("1\r\nx\r\n", 20'000), Code::too_large, "larger chunks"},
      {"a long extension a chunk", repeated("8;" + std::string(4000, 'a') + "\r\n12345678\r\n", 10),
       Code::too_large, "larger chunks"},
  };
  for (const Case& c : cases) {
    for (const std::size_t slice : {1U, 3U, 1U << 20}) {
      const Read out = read(c.in, slice);
      EXPECT_THAT(out.error, HasSubstr(c.message)) << c.name << " in " << slice;
      EXPECT_EQ(out.code, c.code) << c.name << " in " << slice;
    }
  }
}

TEST(Chunked, IsNotCompleteBeforeItsLastByte) {
  const std::string whole = "3;x=y\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n";
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    const Read out = read(std::string_view(whole).substr(0, bytes), 1);
    EXPECT_EQ(out.error, "") << bytes;
    EXPECT_FALSE(out.complete) << bytes;
  }
  EXPECT_TRUE(read(whole, 1).complete);
}

}  // namespace
}  // namespace shiptally::net
