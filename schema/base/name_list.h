#pragma once
// Names that come again and again (services, teams, repositories …), each kept once and known by a number.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "schema/base/flat_index.h"

namespace shiptally {

/// Number of a name in its list; 0 is the empty name.
using NameId = std::uint32_t;

class NameList {
 public:
  NameList() { number({}); }

  /// The number of a name, which is added when it is new.
  NameId number(std::string_view name) {
    const auto next = static_cast<NameId>(names_.size());
    const auto [at, added] = index_.find_or_add(std::hash<std::string_view>()(name), next,
                                                [&](NameId known) { return names_[known] == name; });
    if (added) names_.emplace_back(name);
    return at;
  }
  /// Valid as long as the list lives.
  std::string_view operator[](NameId number) const { return names_[number]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::deque<std::string> names_;  // never moves a name
  FlatIndex index_;
};

}  // namespace shiptally
