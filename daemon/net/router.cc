#include "daemon/net/router.h"

#include <optional>

#include "schema/base/hex.h"

namespace shiptally::net {
namespace {

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return {};
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || (high == 0 && low == 0)) return {};
      out += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  return out;
}

}  // namespace

Router::Router(std::vector<Route> routes) {
  for (Route& route : routes) {
    Methods& methods = paths_[route.path];
    std::string method = route.method;
    methods.emplace(std::move(method), std::move(route));
  }
}

Match Router::find(std::string_view method, std::string_view path) const {
  const auto methods = paths_.find(path);
  if (methods == paths_.end()) return {};
  const auto route = methods->second.find(method == "HEAD" ? "GET" : method);
  if (route != methods->second.end()) return {&route->second, {}};
  Match match;
  for (const auto& [name, ignored] : methods->second) {
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += name == "GET" ? "GET, HEAD" : name;
  }
  return match;
}

Result<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return Error{Code::unreadable, "target: must begin with /"};
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  Target out;
  const auto path = percent_decoded(target.substr(0, mark), false);
  if (!path) return Error{Code::unreadable, "target: broken percent escape"};
  out.path = *path;
  if (mark == std::string_view::npos) return out;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decoded(pair.substr(0, equals), true);
    const auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) return Error{Code::unreadable, "target: broken percent escape"};
    out.query.emplace_back(*name, *value);
  }
  return out;
}

}  // namespace shiptally::net
