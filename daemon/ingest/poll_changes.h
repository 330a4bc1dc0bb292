#pragma once
// What has to be stored so that the rows of days that were read again are those that were read.

#include <span>

#include "schema/base/window.h"
#include "schema/batch.h"

namespace shiptally::ingest {

/// Adds to `batch` the rows that are new or differ from what is stored, and retracts stored ones of the same
/// source and days that were not read.  Both get `now` as `updated`, or what follows the stored version's
/// where the clock went back, so that they are current.  Rows with the same id are told apart by their number
/// among them, in the order of their content.  `read` is normalised and of one source; `stored` are the
/// current facts.
void add_changes(std::vector<Charge> read, std::span<const Charge> stored, std::string_view source,
                 std::span<const Window> days, Instant now, FactBatch& batch);
void add_changes(std::vector<ProviderUsage> read, std::span<const ProviderUsage> stored,
                 std::string_view source, std::span<const Window> days, Instant now, FactBatch& batch);

}  // namespace shiptally::ingest
