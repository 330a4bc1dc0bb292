#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/store/statement.h"
#include "schema/query.h"
#include "schema/request.h"

namespace shiptally::store {

/// The tables `series` and `label`, read: the name of an id.  Committed names never change, so what was read
/// once is kept; forget() after a rollback on the same connection.
class Names {
 public:
  explicit Names(const SQLite::Database& database);

  /// Reads the series that were added since the last call.
  void refresh();
  const SeriesName& series(std::int64_t id);
  std::string_view label(std::int64_t id);  ///< empty for 0; valid until trim()
  void trim();                              ///< keeps the labels within their bound
  void forget();

  /// By series id: whether `filter` lets it through.
  std::vector<bool> allowed(const Filter& filter) const;

 private:
  std::deque<SeriesName> series_;  ///< by id; [0] is nobody's
  std::unordered_map<std::int64_t, std::string> labels_;
  Statement read_series_, read_label_;
};

}  // namespace shiptally::store
