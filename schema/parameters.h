#pragma once
// What a reader may ask an endpoint for, decoded.  Which of it an endpoint takes is in its row of the table in
// daemon/api/endpoints.cc; what it does not take is refused, and stands at its default here.

#include <optional>
#include <string>

#include "schema/money_rules.h"
#include "schema/query.h"
#include "schema/report_rules.h"

namespace shiptally {

struct Parameters {
  Query query;
  ReportFormat format = ReportFormat::json;
  std::string metric;            ///< which figure to explain; empty unless asked
  std::optional<Instant> since;  ///< which state of knowledge to compare with; restatements only
  std::optional<int> year;       ///< benchmark year of bands; none: all
  std::string id;                ///< the one incident to attribute; empty: all
  std::optional<Instant> month;  ///< the UTC month that `month` named; it is the window then
  CostBasis basis = CostBasis::computed;
  BudgetPeriod period = BudgetPeriod::month;  ///< to the end of which to forecast
  std::string scenario;                       ///< what_if only
  bool by_cost_centre = false;  ///< group_by names cost_centre, which is no dimension of a request
};

}  // namespace shiptally
