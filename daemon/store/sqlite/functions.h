#pragma once
// SQL functions of every connection:
//   money_sum(x)           aggregate of columns named _pico; exact where SQLite's sum() overflows at about 9.2
//                          million USD; NULL of no rows
//   amount_sum(x)          aggregate of decimal text, as amounts of charges are, in the same form; exact
//   sketch_sum(x)          aggregate: the sketch of all values together
//   sketch_quantile(x, q)  value at the quantile q, 0 to 1, within 1 %; microseconds for latency and ttft

#include <SQLiteCpp/Database.h>

namespace shiptally::store {

void register_functions(SQLite::Database& database);

}  // namespace shiptally::store
