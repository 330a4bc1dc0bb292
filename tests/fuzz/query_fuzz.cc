// Request targets and the parameters of the read API.

#include "daemon/expose/parse_query.h"
#include "daemon/net/router.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shiptally;
  const auto target = net::parse_target(fuzz::Input(data, size).rest());
  if (target.has_error()) return 0;
  const auto query = expose::parse_query(target->query, fuzz::kNow);
  if (query.has_value())
    fuzz::require(query->query.window.from < query->query.window.to, "a window ends after it begins");
  return 0;
}
