#include "daemon/mirror/repo_name.h"

#include <gtest/gtest.h>

namespace shiptally::mirror {
namespace {

struct Case {
  const char *url, *name;
};

const Case kCases[] = {
    {"https://github.com/acme/chat.git", "acme/chat"},
    {"https://user:token@gitlab.example:8443/group/sub/chat/", "group/sub/chat"},
    {"git@github.com:acme/chat.git", "acme/chat"},
    {"host:acme/chat", "acme/chat"},
    {"ssh://git@host:22/acme/chat.git", "acme/chat"},
    {"file:///srv/git/acme/chat.git", "acme/chat"},
    {"/srv/git/acme/chat.git", "acme/chat"},
    {"../acme/chat", "acme/chat"},
    {"/chat.git", "chat"},
    {"chat", "chat"},
    {"https://host", "host"},
    {"", ""},
};

TEST(RepoName, IsThePathAtTheHost) {
  for (const Case& c : kCases) EXPECT_EQ(repo_name(c.url), c.name) << c.url;
}

}  // namespace
}  // namespace shiptally::mirror
