#pragma once
// Money in a column of type ANY: an INTEGER of picodollars while it fits 64 bits, beyond that the decimal
// digits of the same integer as TEXT.

#include <sqlite3.h>

#include "daemon/store/sqlite/statement.h"
#include "schema/base/money.h"

namespace shiptally::store {

void bind_money(Statement& statement, int parameter, Money amount);
Money money_at(const Statement& statement, int column);

/// Whether an argument is an amount as bind_money() writes it; a decimal of USD is none.
bool is_money(sqlite3_value* value);
/// The same for arguments and results of functions.  NULL counts as nothing.
Money money_of(sqlite3_value* value);
void return_money(sqlite3_context* context, Money amount);

}  // namespace shiptally::store
