// Request targets and the parameters of the read API.

#include "daemon/api/parameters.h"
#include "daemon/net/router.h"
#include "tests/fuzz/input.h"

namespace {

using enum shiptally::api::Parameter;
constexpr shiptally::api::Takes kRows = {from,  to,    month,  as_of,    tz,      bucket, group_by, service,
                                         team,  route, limit,  offset,   format,  year,   since,    basis,
                                         model, id,    metric, scenario, profile, period};
constexpr shiptally::api::Takes kReport = {month, as_of, report_format};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shiptally;
  const auto target = net::parse_target(fuzz::Input(data, size).rest());
  if (target.has_error()) return 0;
  for (const api::Takes takes : {kRows, kReport}) {
    const auto parameters = api::parse_parameters(target->query, takes, fuzz::kNow);
    if (parameters.has_value())
      fuzz::require(parameters->query.window.from < parameters->query.window.to,
                    "a window ends after it begins");
  }
  return 0;
}
