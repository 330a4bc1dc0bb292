#include "daemon/net/encoding.h"

#include <gmock/gmock.h>

#include "tests/net/compress.h"

namespace shiptally::net {
namespace {

constexpr std::size_t kLimit = 4 << 20;
constexpr std::size_t kRatio = 100;

using tests::gzip;
using tests::zstd;

/// Text that compresses about as well as NDJSON does.
std::string rows(int count) {
  std::string out;
  unsigned state = 1;
  for (int i = 0; i < count; ++i) {
    state = state * 1664525 + 1013904223;
    out += "{\"id\":" + std::to_string(state) + ",\"model\":\"m\",\"tokens\":" + std::to_string(state >> 20) +
           "}\n";
  }
  return out;
}

TEST(Decode, GivesBackWhatWasEncoded) {
  const std::string text = rows(20'000);
  struct Case {
    const char* coding;
    std::string body, text;
  };
  const Case cases[] = {
      {"", text, text},
      {"identity", text, text},
      {"", "", ""},
      {"gzip", gzip(text), text},
      {" GZip ", gzip("x"), "x"},
      {"x-gzip", gzip("x"), "x"},
      {"gzip", gzip(""), ""},
      {"gzip", gzip("one\n") + gzip("two\n") + gzip(text), "one\ntwo\n" + text},
      {"zstd", zstd(text), text},
      {"zstd", zstd(""), ""},
      {"zstd", zstd("one\n") + zstd("") + zstd(text), "one\n" + text},
      {"gzip", gzip(std::string(4096, 'x')), std::string(4096, 'x')},
      {"zstd", zstd(std::string(4096, 'x')), std::string(4096, 'x')},
      {"gzip", gzip(std::string(500'000, 'x')), std::string(500'000, 'x')},  // ratio is free when small
  };
  for (const Case& c : cases) {
    const auto got = decode_body(c.coding, c.body, kLimit, kRatio);
    ASSERT_TRUE(got.has_value()) << c.coding << ": " << got.error().message;
    EXPECT_TRUE(*got == c.text) << c.coding << " " << got->size() << " bytes";
    EXPECT_GE(got->capacity(), got->size() + kReadAheadBytes) << c.coding;
  }
}

TEST(Decode, RefusesDamage) {
  const std::string text = rows(1000);
  std::string flipped = gzip(text);
  flipped[flipped.size() - 6] ^= 1;  // its CRC
  struct Case {
    const char *name, *coding;
    std::string body;
    Code code;
    const char* message;
  };
  const Case cases[] = {
      {"gzip cut off", "gzip", gzip(text).substr(0, 500), Code::unreadable, "cut off"},
      {"gzip without its trailer", "gzip", gzip(text).substr(0, gzip(text).size() - 8), Code::unreadable,
       "cut off"},
      {"gzip cut in the header", "gzip", gzip(text).substr(0, 5), Code::unreadable, "cut off"},
      {"second member cut off", "gzip", gzip(text) + gzip(text).substr(0, 20), Code::unreadable, "cut off"},
      {"wrong checksum", "gzip", flipped, Code::unreadable, "incorrect data check"},
      {"no gzip at all", "gzip", text, Code::unreadable, "incorrect header check"},
      {"garbage after gzip", "gzip", gzip(text) + "garbage", Code::unreadable, "damaged"},
      {"empty gzip", "gzip", "", Code::unreadable, "empty"},
      {"zstd cut off", "zstd", zstd(text).substr(0, 500), Code::unreadable, "cut off"},
      {"zstd cut in the header", "zstd", zstd(text).substr(0, 3), Code::unreadable, "cut off"},
      {"no zstd at all", "zstd", text, Code::unreadable, "Unknown frame descriptor"},
      {"brotli", "br", text, Code::unsupported, "\"br\" is not one of gzip, zstd, identity"},
      {"two codings", "gzip, gzip", gzip(gzip(text)), Code::unsupported, "not one of"},
      {"plain too long", "", std::string(kLimit + 1, 'x'), Code::too_large, "more than 4194304 bytes"},
  };
  for (const Case& c : cases) {
    const auto got = decode_body(c.coding, c.body, kLimit, kRatio);
    ASSERT_TRUE(got.has_error()) << c.name;
    EXPECT_EQ(got.error().code, c.code) << c.name << ": " << got.error().message;
    EXPECT_THAT(got.error().message, testing::HasSubstr(c.message)) << c.name;
  }
}

TEST(Decode, StopsBombs) {
  const std::string bomb(64 << 20, '0');
  const std::string packed[] = {gzip(bomb), zstd(bomb)};
  const char* codings[] = {"gzip", "zstd"};
  for (int i = 0; i < 2; ++i) {
    const auto by_size = decode_body(codings[i], packed[i], kLimit, 1'000'000);
    ASSERT_TRUE(by_size.has_error()) << codings[i];
    EXPECT_EQ(by_size.error().code, Code::too_large);
    EXPECT_EQ(by_size.error().message, "body: expands to more than 4194304 bytes");
    const auto by_ratio = decode_body(codings[i], packed[i], 1 << 30, kRatio);
    ASSERT_TRUE(by_ratio.has_error()) << codings[i];
    EXPECT_EQ(by_ratio.error().message, "body: expands to more than 100 times its size");
  }
  // Exactly at the limit is still fine.
  EXPECT_TRUE(decode_body("gzip", gzip(std::string(kLimit, '0')), kLimit, 1'000'000).has_value());
  EXPECT_TRUE(decode_body("zstd", zstd(std::string(kLimit, '0')), kLimit, 1'000'000).has_value());
}

TEST(Decode, RefusesAHugeWindow) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 27);
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  std::string text = rows(1000);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  ZSTD_outBuffer room{out.data(), out.size(), 0};
  ZSTD_compressStream2(context, &room, &in, ZSTD_e_flush);
  ZSTD_compressStream2(context, &room, &in, ZSTD_e_end);
  ZSTD_freeCCtx(context);
  out.resize(room.pos);
  const auto got = decode_body("zstd", out, kLimit, kRatio);
  ASSERT_TRUE(got.has_error());
  EXPECT_THAT(got.error().message, testing::HasSubstr("too much memory"));
}

}  // namespace
}  // namespace shiptally::net
