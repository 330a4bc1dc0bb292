#include "schema/path_rules.h"

#include <algorithm>

#include "schema/glob.h"

namespace shiptally {

std::uint32_t PathRules::find(std::string_view service, std::string_view repo) const {
  for (std::uint32_t i = 0; i < rules_.size(); ++i)
    if (rules_[i].service == service && (rules_[i].repo.empty() || rules_[i].repo == repo)) return i;
  return kNone;
}

void PathRules::add_touched(std::string_view repo, std::string_view path, std::vector<bool>& touched) const {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const PathRule& rule = rules_[i];
    if (touched[i] || (!rule.repo.empty() && rule.repo != repo)) continue;
    const auto fits = [&](const std::string& glob) { return glob_matches(glob, path); };
    touched[i] = std::any_of(rule.globs.begin(), rule.globs.end(), fits);
  }
}

}  // namespace shiptally
