#pragma once

#include <vector>

#include "collectors/bills/bill_rows.h"

namespace shiptally::cli {

/// What a delivery changes; both sorted.
struct RowDifference {
  std::vector<collectors::BillRowKey> missing;  ///< rows of the delivery that are not current
  std::vector<collectors::BillRowKey> gone;     ///< current ones that are not in the delivery
};

/// `rows` are the contents of the delivery's rows, in any order, equal ones as often as they are there.
RowDifference difference(std::vector<Hash128> rows, std::vector<collectors::BillRowKey> current);

}  // namespace shiptally::cli
