#pragma once
// Usage and bills of a span of time as lines of a report.

#include <map>
#include <set>
#include <utility>

#include "daemon/queries/money.h"
#include "daemon/report/model/model.h"

namespace shiptally::report {

/// Lines while they are added up.
using ReportLines = std::map<LineKey, Sums>;

/// Whether raw rows of the window can be asked for the query's as_of; without one the rollups stay for ever.
Result<bool> still_known(const queries::Context& context, const Query& query, Window window);

/// Adds requests of the window as one bucket, as /api/v1/cost does, idle machines included.
Result<void> add_usage(ReportLines& lines, const queries::Context& context, const Query& query,
                       Window window);

/// A part of a charge that one team and service bear, and whoever said so.
struct BorneBy {
  const Charge* charge;
  std::string team, service, by;
  friend auto operator<=>(const BorneBy&, const BorneBy&) = default;
};

/// What nobody bears.
struct Unborne {
  std::set<const Charge*> charges;
  Money billed;
};

/// Who bears the bills, beside what the lines say.
struct Bearers {
  std::set<const Charge*> charges;
  bool keep_parts = false;                    ///< whether `parts` are wanted: one a charge at least
  std::map<BorneBy, metrics::Amounts> parts;  ///< of a charge they add up to it
  std::map<std::pair<std::string, std::string>, Unborne> unborne;  ///< by provider and reason
};

/// Adds shares of the bills' days, which are sorted by day.
Result<void> add_bills(ReportLines& lines, Bearers& bearers, const queries::Context& context,
                       const Query& query, std::span<const metrics::BilledDay> days);

/// To be called once everything was added: providers with a bill get billed amounts on all of their lines.
std::vector<Line> settled_lines(const ReportLines& lines);

}  // namespace shiptally::report
