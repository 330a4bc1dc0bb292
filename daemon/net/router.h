#pragma once
// Which route answers a request.  Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/net/http.h"

namespace shiptally::net {

struct Match {
  const Route* route = nullptr;  ///< owned by the router; none: 404, or 405 when `allow` is not empty
  std::string allow;             ///< methods that the path does know: "GET, HEAD, POST"
};

class Router {
 public:
  /// Two routes with the same method and path are a bug: the first one wins.
  explicit Router(std::vector<Route> routes);

  /// HEAD is answered by the route for GET.
  Match find(std::string_view method, std::string_view path) const;

 private:
  using Methods = std::map<std::string, Route, std::less<>>;
  std::map<std::string, Methods, std::less<>> paths_;
};

/// A request target taken apart.
struct Target {
  std::string path;  ///< decoded
  Fields query;      ///< decoded, in the order sent; "+" is a space
};

/// "/api/v1/cost?group_by=model&tz=Europe%2FBerlin".  Code::unreadable for a target that does not begin with
/// "/", a broken escape or an escaped NUL.
Result<Target> parse_target(std::string_view target);

}  // namespace shiptally::net
