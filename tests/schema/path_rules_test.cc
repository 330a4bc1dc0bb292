#include "schema/path_rules.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

const PathRules kRules({{"api", "acme/mono", {"services/api/**", "lib/**"}},
                        {"web", "acme/mono", {"web/**"}},
                        {"docs", "", {"**/*.md"}}});

std::vector<bool> touched(std::string_view repo, std::string_view path) {
  std::vector<bool> out(kRules.size());
  for (const std::uint32_t rule : kRules.of_repo(repo)) out[rule] = kRules.fits(rule, path);
  return out;
}

TEST(PathRules, TellWhichServicesAPathBelongsTo) {
  EXPECT_EQ(touched("acme/mono", "lib/x.cc"), (std::vector<bool>{true, false, false}));
  EXPECT_EQ(touched("acme/mono", "web/read.md"), (std::vector<bool>{false, true, true}));
  EXPECT_EQ(touched("acme/mono", "Makefile"), (std::vector<bool>{false, false, false}));
  EXPECT_EQ(touched("acme/other", "lib/x.cc"), (std::vector<bool>{false, false, false}));
}

TEST(PathRules, OfAServiceInARepository) {
  EXPECT_EQ(kRules.find("web", "acme/mono"), 1U);
  EXPECT_EQ(kRules.find("web", "acme/other"), PathRules::kNone);
  EXPECT_EQ(kRules.find("docs", "acme/other"), 2U);
  EXPECT_EQ(kRules.find("nobody", "acme/mono"), PathRules::kNone);
}

}  // namespace
}  // namespace shiptally
