#pragma once

#include <span>

#include "schema/facts.h"
#include "schema/money_rules.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

/// The page of the query: charges that its filter allows, the latest beginning first, of one beginning by
/// (source, id).  Amounts stand as the bill has them and in USD, which is null without a rate.
Table charge_table(std::span<const Charge> charges, const FxTable& fx, const Query& query);

}  // namespace shiptally::expose
