#include "daemon/normalise/names.h"

#include <algorithm>

#include "schema/base/glob.h"

namespace shiptally::normalise {
namespace {

/// The first rule that covers the instant.
std::string_view owner_at(std::span<const TeamRule* const> rules, Instant t) {
  for (const TeamRule* rule : rules)
    for (const Ownership& owner : rule->owners)
      if (owner.covers(t)) return owner.team;
  return {};
}

}  // namespace

Aliases::Aliases(std::span<const NameRule> rules) {
  for (const NameRule& rule : rules) {
    if (is_glob(rule.pattern))
      globs_.push_back(rule);
    else
      plain_.try_emplace(rule.pattern, rule.name);
  }
}

const std::string* Aliases::find(std::string_view name) const {
  if (const auto at = plain_.find(name); at != plain_.end()) return &at->second;
  if (name.empty()) return nullptr;
  const auto fits = [&](const NameRule& rule) { return glob_matches(rule.pattern, name); };
  const auto at = std::find_if(globs_.begin(), globs_.end(), fits);
  return at == globs_.end() ? nullptr : &at->name;
}

Owners::Owners(std::span<const TeamRule> rules) : rules_(rules.begin(), rules.end()) {
  for (const TeamRule& rule : rules_) {
    if (is_glob(rule.pattern)) continue;
    std::vector<const TeamRule*> all = fitting(rule.pattern);
    all.insert(all.begin(), &rule);
    plain_.try_emplace(rule.pattern, work_out(all));
  }
}

std::vector<const TeamRule*> Owners::fitting(std::string_view service) const {
  std::vector<const TeamRule*> out;
  if (service.empty()) return out;
  for (const TeamRule& rule : rules_)
    if (is_glob(rule.pattern) && glob_matches(rule.pattern, service)) out.push_back(&rule);
  return out;
}

std::vector<Tenure> Owners::work_out(std::span<const TeamRule* const> rules) const {
  std::vector<Instant> changes = {Instant::min()};
  for (const TeamRule* rule : rules)
    for (const Ownership& owner : rule->owners)
      for (const auto& end : {owner.from, owner.to})
        if (end) changes.push_back(*end);
  std::sort(changes.begin(), changes.end());
  std::vector<Tenure> out;
  for (const Instant t : changes)
    if (const std::string_view team = owner_at(rules, t); out.empty() || out.back().team != team)
      out.push_back({t, team});
  return out;
}

std::vector<Tenure> Owners::tenures(std::string_view service) const {
  const auto known = plain_.find(service);
  return known != plain_.end() ? known->second : work_out(fitting(service));
}

std::string_view Owners::at(std::string_view service, std::optional<Instant> t) const {
  const Instant when = t.value_or(Instant::max());
  const auto known = plain_.find(service);
  return known != plain_.end() ? known->second[tenure_at(known->second, when)].team
                               : owner_at(fitting(service), when);
}

std::size_t tenure_at(std::span<const Tenure> tenures, Instant t) {
  const auto after =
      std::partition_point(tenures.begin(), tenures.end(), [&](const Tenure& x) { return x.from <= t; });
  return static_cast<std::size_t>(after - tenures.begin()) - 1;
}

}  // namespace shiptally::normalise
