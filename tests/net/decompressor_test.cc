#include "daemon/net/decompressor.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/net/compress.h"

namespace shiptally::net {
namespace {

using tests::gzip;
using tests::zstd;

/// Pushes `data` through in pieces of `piece` bytes into a window of `room` bytes; the error's message when
/// it is damaged, and "(cut off)" at the end when it must not end there.
std::string undone(const std::string& data, std::size_t piece, std::size_t room) {
  auto decompressor = make_decompressor(compression_of(data), kFileWindowLogMax);
  std::string out;
  std::vector<char> window(room);
  for (std::size_t at = 0; at < data.size(); at += piece) {
    std::string_view in = std::string_view(data).substr(at, piece);
    for (bool full = true; full || !in.empty();) {
      const auto step = (*decompressor)->step(in, window);
      if (step.has_error()) return step.error().message;
      in.remove_prefix(step->read);
      out.append(window.data(), step->written);
      full = step->written == window.size();
    }
  }
  return (*decompressor)->complete() ? out : out + "(cut off)";
}

std::string long_text() {
  std::string out;
  for (int i = 0; i < 5000; ++i) out += "{\"id\":" + std::to_string(i * 7919) + "}\n";
  return out;
}

TEST(Decompressor, KnowsDataByItsFirstBytes) {
  EXPECT_EQ(compression_of(gzip("a")), Compression::gzip);
  EXPECT_EQ(compression_of(zstd("a")), Compression::zstd);
  EXPECT_EQ(compression_of(std::string("\x50\x2A\x4D\x18\0\0\0\0", 8)), Compression::zstd);
  for (const char* plain : {"", "{", "{\"id\":1}", "\x1F", "(\xB5", "P*M"})
    EXPECT_EQ(compression_of(plain), Compression::none) << plain;
}

TEST(Decompressor, GivesTheSameWhateverThePieces) {
  const std::string text = long_text();
  for (const std::string& data :
       {gzip(text), zstd(text), gzip(text) + gzip("more\n"), zstd(text) + zstd("more\n")}) {
    const std::string whole = undone(data, data.size(), 1 << 20);
    EXPECT_TRUE(whole == text || whole == text + "more\n");
    for (const std::size_t piece : {1, 7, 1000})
      for (const std::size_t room : {1, 13, 4096}) EXPECT_EQ(undone(data, piece, room), whole);
  }
}

TEST(Decompressor, TellsDataThatIsCutOff) {
  for (const std::string& data : {gzip(long_text()), zstd(long_text())})
    EXPECT_TRUE(undone(data.substr(0, data.size() - 3), 100, 100).ends_with("(cut off)"));
}

TEST(Decompressor, TellsDamage) {
  std::string damaged = gzip(long_text());
  damaged[damaged.size() - 6] = static_cast<char>(~damaged[damaged.size() - 6]);  // its checksum
  EXPECT_EQ(undone(damaged, 100, 100), "damaged gzip data: incorrect data check");
  EXPECT_TRUE(undone(zstd("a") + "no frame", 100, 100).starts_with("damaged zstd data: "));
}

}  // namespace
}  // namespace shiptally::net
