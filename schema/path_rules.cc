#include "schema/path_rules.h"

#include <algorithm>

#include "schema/base/glob.h"

namespace shiptally {

std::uint32_t PathRules::find(std::string_view service, std::string_view repo) const {
  for (std::uint32_t i = 0; i < rules_.size(); ++i)
    if (rules_[i].service == service && (rules_[i].repo.empty() || rules_[i].repo == repo)) return i;
  return kNone;
}

std::vector<std::uint32_t> PathRules::of_repo(std::string_view repo) const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < rules_.size(); ++i)
    if (rules_[i].repo.empty() || rules_[i].repo == repo) out.push_back(i);
  return out;
}

bool PathRules::fits(std::uint32_t rule, std::string_view path) const {
  const auto& globs = rules_[rule].globs;
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_matches(glob, path); });
}

}  // namespace shiptally
