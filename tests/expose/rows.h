#pragma once

#include <vector>

#include "schema/table.h"

namespace shiptally {

inline Rows rows_of(std::vector<Rows::Row> rows) {
  Rows out;
  for (Rows::Row& row : rows) out.push_back(std::move(row));
  return out;
}

}  // namespace shiptally
