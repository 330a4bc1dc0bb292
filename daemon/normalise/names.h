#pragma once
// Looks names up in the configuration's rules (schema/name_rules.h), worked out once so that a plain name
// costs one lookup.  Immutable; safe for many threads.

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/name_rules.h"

namespace shiptally::normalise {

/// What names stand for.
class Aliases {
 public:
  Aliases() = default;
  explicit Aliases(std::span<const NameRule> rules);
  /// Null: no rule fits.  A name that is empty fits no glob.
  const std::string* find(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> plain_;
  std::vector<NameRule> globs_;  // in their order
};

/// From an instant on, up to the next one, a service belongs to a team; empty: to none.
struct Tenure {
  Instant from;
  std::string_view team;  ///< points into the rules
};

/// Who owns services when.  At each instant the first rule that fits the service and covers the instant
/// decides: its plain name, then the globs.
class Owners {
 public:
  Owners() = default;
  explicit Owners(std::span<const TeamRule> rules);
  Owners(Owners&&) = default;
  Owners& operator=(Owners&&) = default;
  /// From the beginning of time, ascending; neighbours differ.  Never empty.
  std::vector<Tenure> tenures(std::string_view service) const;
  /// Without a time: the last owner.
  std::string_view at(std::string_view service, std::optional<Instant> t) const;

 private:
  std::vector<const TeamRule*> fitting(std::string_view service) const;
  std::vector<Tenure> work_out(std::span<const TeamRule* const> rules) const;

  std::vector<TeamRule> rules_;  // never changed: what follows points into it
  std::map<std::string, std::vector<Tenure>, std::less<>> plain_;
};

/// Which of the tenures, as above, an instant lies in.
std::size_t tenure_at(std::span<const Tenure> tenures, Instant t);

}  // namespace shiptally::normalise
