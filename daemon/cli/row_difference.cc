#include "daemon/cli/row_difference.h"

#include <algorithm>
#include <iterator>

namespace shiptally::cli {

using collectors::BillRowKey;

RowDifference difference(std::vector<Hash128> rows, std::vector<BillRowKey> current) {
  std::sort(rows.begin(), rows.end());
  std::sort(current.begin(), current.end());
  std::vector<BillRowKey> delivered;
  delivered.reserve(rows.size());
  for (const Hash128& row : rows) {
    const bool equal = !delivered.empty() && delivered.back().content == row;
    delivered.push_back({row, equal ? delivered.back().before + 1 : 0});
  }
  RowDifference out;
  std::set_difference(delivered.begin(), delivered.end(), current.begin(), current.end(),
                      std::back_inserter(out.missing));
  std::set_difference(current.begin(), current.end(), delivered.begin(), delivered.end(),
                      std::back_inserter(out.gone));
  return out;
}

}  // namespace shiptally::cli
