#pragma once
// Closed months and what has become known since.  Pure; definition in README.md, "Close".
//
// A month is closed with the lines of its statement and the corrections of every month closed before it,
// which name their own month.  So for each closed month, at any time:
//   its lines + its corrections in months closed later + its open corrections = its statement as of now,
// line by line and to the picodollar.  Months are closed one after the other; the first may be any.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/statement.h"
#include "schema/closed_month.h"

namespace shiptally::metrics {

/// A close as it was read back, its lines parsed.
struct Close {
  ClosedMonth closed;
  std::vector<StatementLine> lines;
};

/// Code::internal where a month's lines cannot be read back.
Result<std::vector<Close>> read_closes(std::vector<ClosedMonth> closed);

/// Whether `month` may be closed at `now`, after those.  Code::invalid says why not.
Result<void> may_close(std::span<const Close> closes, Instant month, Instant now);

/// What is not booked yet of a closed month, of which `current` is today's statement: lines that, added to
/// all that the closes hold of it, make `current`.
std::vector<StatementLine> open_corrections(std::span<const Close> closes, const Statement& current);

using HashText = std::function<std::string(std::string_view)>;  ///< SHA-256 in hex

/// What the hash of a closed month covers: all of it but the hash, as text.
std::string hashed_text(const ClosedMonth& closed);

/// A month made ready to be stored after the others.  `draft` tells month, closed, facts_until and rules.
ClosedMonth close(std::span<const Close> closes, ClosedMonth draft, std::vector<StatementLine> lines,
                  const HashText& hash);

/// What is wrong with a month that was closed.
struct CloseFault {
  Instant month;
  std::string why;
};

/// Faults of the chain, by number: a month whose content is not what was hashed, that does not follow the one
/// before, or is missing.
std::vector<CloseFault> verify(std::span<const ClosedMonth> closed, const HashText& hash);

}  // namespace shiptally::metrics
