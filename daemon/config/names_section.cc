#include "daemon/config/names_section.h"

#include <set>

#include "schema/base/letter_case.h"

namespace shiptally::config {
namespace {

/// `fold`: patterns mean the same in any case.
Reader into_rules(std::vector<NameRule>& out, bool fold) {
  return [&out, fold](const Value& value) {
    if (value.node.IsNull()) return;
    std::set<std::string> known;
    read_names(value, [&](const std::string& key, const Value& entry) {
      const auto name = entry.scalar("a name");
      if (!name) return;
      const std::string pattern = fold ? lower(key) : key;
      if (name->empty()) return entry.fail("a name must not be empty");
      if (!known.insert(pattern).second) return entry.fail("comes twice: case does not matter here");
      out.push_back({pattern, *name});
    });
  };
}

/// An element of a list of owners; each begins no earlier than the one before ends.
void read_owner(const Value& value, std::vector<Ownership>& owners) {
  Ownership owner;
  read_mapping(
      value,
      {{"team", into_text(owner.team)}, {"from", into_instant(owner.from)}, {"to", into_instant(owner.to)}});
  if (!value.node.IsMap()) return;
  if (!value.problems->line_of(value.key + ".team")) return value.fail("team is missing");
  if (owner.from && owner.to && *owner.to <= *owner.from) value.fail("to must be after from");
  if (!owners.empty()) {
    if (!owners.back().to)
      value.fail("follows one without to, which owns the service for ever");
    else if (!owner.from || *owner.from < *owners.back().to)
      value.fail("must begin (from) no earlier than the one before ends, " +
                 format_instant(*owners.back().to));
  }
  owners.push_back(std::move(owner));
}

Reader into_teams(std::vector<TeamRule>& out) {
  return [&out](const Value& value) {
    if (value.node.IsNull()) return;
    read_names(value, [&](const std::string& service, const Value& entry) {
      TeamRule& rule = out.emplace_back(TeamRule{service, {}});
      if (entry.node.IsSequence()) {
        if (entry.node.size() == 0) return entry.fail("names no team");
        return read_list(entry, [&](const Value& element) { read_owner(element, rule.owners); });
      }
      const auto team = entry.scalar("a team, or a list of {team, from, to}");
      if (team && team->empty()) return entry.fail("a name must not be empty");
      if (team) rule.owners.push_back({*team, {}, {}});
    });
  };
}

}  // namespace

Reader names_section(NameRules& names) {
  return section({{"environments", into_rules(names.environments, true)},
                  {"services", into_rules(names.services, false)},
                  {"teams", into_teams(names.teams)}});
}

}  // namespace shiptally::config
