#pragma once
// A column that is, as a rule, another column times one of a few rates: a cost is tokens times a price.  Then
// only the rates are stored, and which of them each row has.
//
//   product = 0 column                  the values themselves
//           | 1 count rates column      the rates, as a column of `count`, and each row's place among them

#include "daemon/store/requests/packed_column.h"

namespace shiptally::store {

class PackedProduct {
 public:
  /// `factors` as many as values.
  static void append(std::span<const std::int64_t> values, std::span<const std::int64_t> factors,
                     std::string& out);
  static bool take(std::string_view& bytes, std::size_t rows, PackedProduct& out);

  std::int64_t value(std::size_t row, std::int64_t factor) const {
    if (!is_product_) return column_[row];
    return factor * rates_[static_cast<std::size_t>(column_[row])];
  }

 private:
  bool is_product_ = false;
  PackedColumn rates_;
  PackedColumn column_;  ///< the values, or places in rates_
};

}  // namespace shiptally::store
