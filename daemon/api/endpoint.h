#pragma once
// One endpoint of the read API, as a row of the table in endpoints.cc.

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "daemon/api/parameters.h"
#include "daemon/net/access.h"
#include "daemon/queries/context.h"
#include "daemon/report/document.h"
#include "schema/parameters.h"
#include "schema/table.h"

namespace shiptally::api {

/// An object of JSON that is no table.
struct JsonText {
  std::string text;
};

/// What is answered: rows (as the `format` asked for), an object, or a file to keep.
using Answer = std::variant<Table, JsonText, report::ReportDocument>;

/// What an answer changes with, beside its parameters and the configuration.
enum class DependsOn : std::uint8_t {
  deliveries,  ///< deployments, commits, changes, reviews and incidents only: kept until one of them comes
  anything,    ///< also with requests, bills and the hour: made anew each time
};

/// How much of the store an answer may read, whatever its window.
enum class Reads : std::uint8_t {
  by_window,   ///< what the window and the bucket ask for
  everything,  ///< every fact or request there is: it waits in the lane of large questions
};

/// From it follow the parsing of a request, the refusal of what the endpoint does not take, the cache, the lane
/// of the query threads and the test against openapi.yaml.
struct Endpoint {
  std::string_view path;
  Takes takes;  ///< their types and defaults are those of Parameters
  Result<Answer> (*answer)(const queries::Context& context, const Parameters& parameters);
  DependsOn depends_on = DependsOn::anything;
  Reads reads = Reads::by_window;
  net::Access access = net::Access::read;
};

/// Every endpoint that answers from the store; the one list (endpoints.cc).
std::span<const Endpoint> endpoints();

}  // namespace shiptally::api
