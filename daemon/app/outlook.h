#pragma once
// Where costs are going: forecasts, anomalies and budgets, read out of a snapshot.
//
// All of them are as of a moment: the query's `to`, but not after as_of and not after now.  Days are UTC.

#include <vector>

#include "daemon/app/read_api.h"
#include "daemon/expose/outlook_table.h"

namespace shiptally::app {

/// One row a group: the calendar period (`period`) in which the moment lies.
Result<Table> forecast(const ReadContext& context);
Result<std::vector<expose::ForecastRow>> forecast_rows(const ReadContext& context);

/// Odd days of the query's window, one row a day and group.
Result<Table> anomalies(const ReadContext& context);

/// Every budget in force at the moment that lets through what the query's filter asks for.
Result<Table> budgets(const ReadContext& context);

/// Budgets by tags are made from raw requests: too dear for what is computed all the time.  By as_of all are;
/// `where_kept` leaves out those whose raw requests have expired, which is an error otherwise.
enum class Tagged : std::uint8_t { left_out, counted, where_kept };
Result<std::vector<expose::BudgetRow>> budget_rows(const ReadContext& context, Tagged tagged);

}  // namespace shiptally::app
