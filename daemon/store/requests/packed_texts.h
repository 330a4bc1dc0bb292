#pragma once
// A column of texts, any of which can be read where it stands.
//
//   texts = 0                           all are empty
//         | 1 size bytes                all have the same size
//         | 2 ends bytes                a column of where each ends
//         | 3 count ends bytes column   `count` different ones, and each row's place among them

#include "daemon/store/requests/packed_column.h"

namespace shiptally::store {

class PackedTexts {
 public:
  static void append(std::span<const std::string_view> texts, std::string& out);
  /// The texts point into `bytes`.
  static bool take(std::string_view& bytes, std::size_t rows, PackedTexts& out);

  std::string_view operator[](std::size_t row) const;

 private:
  bool take_ends(std::string_view& bytes, std::size_t count);
  std::string_view at(std::size_t place) const;

  bool empty_ = true, distinct_ = false;
  std::size_t size_ = 0;  ///< of each, where ends_ is not used
  PackedColumn ends_, places_;
  std::string_view bytes_;
};

}  // namespace shiptally::store
