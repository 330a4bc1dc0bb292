#include "daemon/mirror/repo_name.h"

namespace shiptally::mirror {
namespace {

/// What follows the host: "https://host:port/path", "ssh://user@host/path", "user@host:path".
/// Empty for a local path.
std::string_view path_at_host(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    if (url.starts_with("file:")) return {};
    const std::size_t slash = url.find('/', scheme + 3);
    return slash == std::string_view::npos ? std::string_view() : url.substr(slash + 1);
  }
  const std::size_t colon = url.find(':');
  return colon == std::string_view::npos || url.find('/') < colon ? std::string_view()
                                                                  : url.substr(colon + 1);
}

std::string_view last_two_parts(std::string_view path) {
  const std::size_t last = path.rfind('/');
  if (last == std::string_view::npos || last == 0) return path.substr(last == 0 ? 1 : 0);
  const std::size_t before = path.rfind('/', last - 1);
  return before == std::string_view::npos ? path : path.substr(before + 1);
}

}  // namespace

std::string repo_name(std::string_view remote_url) {
  while (remote_url.ends_with('/')) remote_url.remove_suffix(1);
  if (remote_url.ends_with(".git")) remote_url.remove_suffix(4);
  std::string_view path = path_at_host(remote_url);
  if (path.empty()) path = last_two_parts(remote_url);
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::string(path);
}

}  // namespace shiptally::mirror
