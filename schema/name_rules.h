#pragma once
// What senders' words stand for and who owns what, as the configuration says it: plain structs.

#include <optional>
#include <string>
#include <vector>

#include "schema/base/instant.h"

namespace shiptally {

/// What a name, or every name that fits a glob (glob.h), stands for.
struct NameRule {
  std::string pattern;
  std::string name;
  friend bool operator==(const NameRule&, const NameRule&) = default;
};

/// A team's time with a service: half-open, and open to either side where no end is given.
struct Ownership {
  std::string team;
  std::optional<Instant> from, to;

  bool covers(Instant t) const { return (!from || *from <= t) && (!to || t < *to); }
  friend bool operator==(const Ownership&, const Ownership&) = default;
};

/// Who owns a service, or every service that fits a glob: one after the other, never two at once.
struct TeamRule {
  std::string pattern;
  std::vector<Ownership> owners;
  friend bool operator==(const TeamRule&, const TeamRule&) = default;
};

/// Plain names go before globs, and globs by their order in the file.
struct NameRules {
  std::vector<NameRule> environments;  ///< patterns in lower case; beside the built-in aliases
  std::vector<NameRule> services;
  std::vector<TeamRule> teams;  ///< of services by their own names, where an event names no team
  friend bool operator==(const NameRules&, const NameRules&) = default;
};

}  // namespace shiptally
