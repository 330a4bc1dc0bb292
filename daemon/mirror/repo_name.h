#pragma once

#include <string>
#include <string_view>

namespace shiptally::mirror {

/// The name by which events call a repository, from the URL of its remote: the path at the host without
/// ".git" ("git@github.com:acme/chat.git" → "acme/chat"; GitLab's subgroups stay).  Of a local path
/// only the last two parts.  Empty when the URL has none.
std::string repo_name(std::string_view remote_url);

}  // namespace shiptally::mirror
