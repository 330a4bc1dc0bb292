// The configuration: every refusal names its file and is one or more whole lines.

#include "daemon/config/config.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shiptally;
  const auto config = config::read_config(fuzz::Input(data, size).rest(), "f.yaml", "/run/credentials");
  if (config.has_error())
    fuzz::require(config.error().message.starts_with("f.yaml:"), "an error names its place",
                  config.error().message);
  return 0;
}
