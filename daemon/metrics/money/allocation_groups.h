#pragma once
// Shares of the bills added up by bucket, group and way of allocation: one row of GET /api/v1/allocation.  Pure.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/allocation_rows.h"
#include "schema/facts.h"
#include "schema/money_rules.h"
#include "schema/query.h"

namespace shiptally::metrics {

struct AllocationGroup {
  Window bucket;
  std::vector<std::string> values;  ///< the cost centre where that was asked for, then the query's groups
  std::string method;               ///< "unconverted" where the charges have no exchange rate
  std::string rule, reason;
  bool idle = false;
  std::optional<Amounts> usd;  ///< none: unconverted
};

/// `rows` are by billing month.  Ascending by bucket; what could not be converted comes after what could.
Result<std::vector<AllocationGroup>> allocation_groups(std::span<const AllocationRow> rows,
                                                       std::span<const Charge> unconverted,
                                                       std::span<const CostCentre> centres,
                                                       bool by_cost_centre, const Query& query);

/// What a charge can be grouped and filtered by.
bool is_of_charges(Dimension);
std::string_view value_of(const AllocationRow& row, Dimension);

}  // namespace shiptally::metrics
