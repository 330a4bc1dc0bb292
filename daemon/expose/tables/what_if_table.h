#pragma once
// GET /api/v1/what_if: what requests cost, and would have cost.  Pure.

#include <span>
#include <string_view>

#include "daemon/queries/what_if.h"
#include "schema/query.h"
#include "schema/table.h"

namespace shiptally::expose {

Table what_if_table(std::span<const queries::WhatIfRow> rows, std::string_view assumption,
                    std::span<const Dimension> group_by);

}  // namespace shiptally::expose
