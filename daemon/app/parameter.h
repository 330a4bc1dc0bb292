#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "daemon/net/http.h"

namespace shiptally::app {

/// The first parameter of that name; empty when there is none.
inline std::string parameter(const net::HttpRequest& request, std::string_view name) {
  const auto at = std::find_if(request.query.begin(), request.query.end(),
                               [&](const auto& field) { return field.first == name; });
  return at == request.query.end() ? std::string() : at->second;
}

}  // namespace shiptally::app
