#include "tests/report/zip_entries.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace shiptally::report {
namespace {

std::size_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::size_t out = 0;
  for (std::size_t i = size; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return out;
}

std::string inflated(std::string_view packed, std::size_t size) {
  std::string out(size, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, -MAX_WBITS), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  return out;
}

}  // namespace

std::map<std::string, std::string> zip_entries(std::string_view archive) {
  std::map<std::string, std::string> out;
  const std::size_t end = archive.rfind("PK\x05\x06");
  if (end == std::string_view::npos) {
    ADD_FAILURE() << "no zip archive";
    return out;
  }
  std::size_t at = number(archive, end + 16, 4);
  for (std::size_t left = number(archive, end + 10, 2); left > 0; --left) {
    const std::size_t packed = number(archive, at + 20, 4), size = number(archive, at + 24, 4);
    const std::size_t name = number(archive, at + 28, 2), local = number(archive, at + 42, 4);
    const std::size_t data = local + 30 + number(archive, local + 26, 2) + number(archive, local + 28, 2);
    const bool stored = number(archive, at + 10, 2) == 0;
    const std::string_view bytes = archive.substr(data, packed);
    out[std::string(archive.substr(at + 46, name))] = stored ? std::string(bytes) : inflated(bytes, size);
    at += 46 + name + number(archive, at + 30, 2) + number(archive, at + 32, 2);
  }
  return out;
}

}  // namespace shiptally::report
