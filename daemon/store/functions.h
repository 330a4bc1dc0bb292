#pragma once
// SQL functions of every connection:
//   money_add(a, b)      exact sum of two amounts
//   money_sum(x)         aggregate; exact where SQLite's sum() overflows at about 9.2 million USD; NULL of no
//   rows sketch_merge(a, b)   sum of two sketches

#include <SQLiteCpp/Database.h>

namespace shiptally::store {

void register_functions(SQLite::Database& database);

}  // namespace shiptally::store
