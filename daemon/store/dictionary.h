#pragma once

#include "daemon/store/id_cache.h"
#include "daemon/store/statement.h"

namespace shiptally::store {

/// The tables `series` and `label`, written: the id of a name, which is added when it is new.  Lives on the
/// writer thread inside its transactions; call commit() or rollback() as they end.
class Dictionary {
 public:
  explicit Dictionary(const SQLite::Database& database);

  std::int64_t series_id(const Series& series);
  std::int64_t label_id(std::string_view text);  ///< 0 for an empty text, which has no label

  void commit();
  void rollback();

 private:
  IdCache<SeriesName, Series> series_;
  IdCache<std::string, std::string_view> labels_;
  Statement find_series_, add_series_, find_label_, add_label_;
  sqlite3* connection_;
};

}  // namespace shiptally::store
