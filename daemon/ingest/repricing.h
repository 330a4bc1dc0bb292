#pragma once
// Requests of the past priced again by the book of now, a part at a time, so that neither memory nor anybody
// who waits for the writer depends on how many they are.  A part goes by hours; what it has changed is on the
// disk before the next, so a run that was interrupted is simply begun again.  An interruption ends a
// part between two of its steps, each of which is on the disk as a whole or not at all.

#include <filesystem>

#include "daemon/store/store.h"
#include "schema/base/interruption.h"
#include "schema/price.h"

namespace shiptally::ingest {

/// What all of these functions work on.
struct RepricingParts {
  const std::filesystem::path& data_dir;
  const PriceBook& book;
  Interruption interruption = {};
};

struct RepricingOrder {
  Window window;
  /// Whether a request loses its price where the book has none for it any more.  Else it keeps it.
  bool unprices = false;
};

/// How far a run has come.
struct RepricingPart {
  std::int64_t number = 0;  ///< of the run; 0 when only looking
  Instant done_to;
  std::int64_t requests = 0, left_priced = 0;  ///< in this part
  std::vector<RepricingChange> changes;        ///< that it would make; only looking
};

/// Keeps that a run begins; continue_repricing() does the work.  Code::invalid for an empty window, and for
/// one of requests of which only sums are kept.  One thread at a time.
Result<RepricingPart> begin_repricing(store::Store& store, const RepricingParts& parts,
                                      const RepricingOrder& order);

/// The next part of a run, from where its record says it stands.  Code::invalid when there is no such run,
/// and when another book is in force than at its beginning; Code::overloaded when the writer has too much to
/// do: ask again.
Result<RepricingPart> continue_repricing(store::Store& store, const RepricingParts& parts,
                                         std::int64_t number);

/// Changes nothing: what a run would do from `from` on.
Result<RepricingPart> look_at_repricing(const RepricingParts& parts, const RepricingOrder& order,
                                        Instant from);

/// As the command line is told of a part.
std::string to_text(const RepricingPart& part);
Result<RepricingPart> parse_repricing_part(std::string_view text);

}  // namespace shiptally::ingest
