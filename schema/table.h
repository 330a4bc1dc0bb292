#pragma once
// An answer: rows under columns that the catalogue names.  Rendered as JSON or CSV by daemon/expose.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "schema/instant.h"
#include "schema/money.h"

namespace shiptally {

struct Column;  // schema/catalogue.h

/// std::monostate is "no data": null in JSON, an empty cell in CSV, never 0.
using Value = std::variant<std::monostate, bool, std::int64_t, double, Money, Instant, std::string,
                           std::vector<std::string>>;

struct Table {
  std::vector<const Column*> columns;
  std::vector<std::vector<Value>> rows;  ///< each as long as `columns`
};

}  // namespace shiptally
