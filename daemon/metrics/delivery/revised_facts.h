#pragma once
// What two states of the facts do not share: facts that are new, told anew or taken back.

#include <vector>

#include "schema/compact_facts.h"

namespace shiptally::metrics {

enum class Revision : std::uint8_t { added, corrected, retracted };
std::string_view name(Revision);

struct RevisedFact {
  Kind kind = Kind::deployment;  ///< deployment, commit, change, review or incident
  Revision how = Revision::added;
  std::uint32_t now = 0;  ///< into the later facts' list of that kind; of a retracted one into the earlier's
  std::string id;         ///< "source/id", "repo@sha" of a commit
};

/// Facts of `after` that `before`, an earlier state, does not have in that version, or commits whose paths
/// it did not know; by kind, then by id.
std::vector<RevisedFact> revised_facts(const CompactFacts& before, const CompactFacts& after);

}  // namespace shiptally::metrics
