#include "daemon/normalise/environment.h"

#include <utility>

#include "daemon/normalise/text.h"
#include "schema/base/letter_case.h"

namespace shiptally::normalise {
namespace {

constexpr std::pair<std::string_view, std::string_view> kBuiltIn[] = {
    {"", "production"},     {"prod", "production"}, {"prd", "production"},
    {"live", "production"}, {"stg", "staging"},     {"stage", "staging"},
    {"dev", "development"}, {"test", "testing"},    {"qa", "testing"},
};

}  // namespace

std::string environment_name(std::string_view reported, const Aliases& aliases) {
  std::string name = lower(trimmed(reported));
  if (const std::string* own = aliases.find(name)) return *own;
  for (const auto& [alias, environment] : kBuiltIn)
    if (alias == name) return std::string(environment);
  return name;
}

}  // namespace shiptally::normalise
