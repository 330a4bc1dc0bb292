// Content-Encoding; the first byte chooses which.  What comes out is inside both bounds.

#include "daemon/net/encoding.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shiptally;
  constexpr const char* kCodings[] = {"gzip", "zstd", " X-GZIP\t", "identity", "br"};
  constexpr std::size_t kBytesMax = 64 << 10, kRatioMax = 20;
  fuzz::Input input(data, size);
  const char* const coding = kCodings[input.choice(std::size(kCodings))];
  const auto body = net::decode_body(coding, std::string(input.rest()), kBytesMax, kRatioMax);
  if (body.has_value()) fuzz::require(body->size() <= kBytesMax, "a body is inside its bound");
  return 0;
}
