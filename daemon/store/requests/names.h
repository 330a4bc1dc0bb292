#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/store/sqlite/statement.h"
#include "schema/query.h"
#include "schema/request.h"

namespace shiptally::store {

/// The tables `series` and `label`, read: the name of an id.  Committed names never change, so what was read
/// is kept, up to some megabytes: there may be more names than memory.  forget() after a rollback on the same
/// connection.
class Names {
 public:
  explicit Names(const SQLite::Database& database);

  // Both stay valid until trim().
  const SeriesName& series(std::int64_t id);  ///< of an unknown id: empty names
  std::string_view label(std::int64_t id);    ///< empty for 0

  void trim();  ///< keeps what is kept within its bound
  void forget();

 private:
  const SeriesName nobody_;
  std::unordered_map<std::int64_t, SeriesName> series_;
  std::unordered_map<std::int64_t, std::string> labels_;
  std::size_t bytes_ = 0;  ///< that these two take, about
  Statement read_series_, read_label_;
};

/// Which series a filter lets through, found out when a series is first met.  Lives as long as a query.
class AllowedSeries {
 public:
  AllowedSeries(Names& names, const Filter& filter);

  /// Keeps names within their bound, so it ends the validity of those that were read before.
  bool operator()(std::int64_t id);

 private:
  enum class Answer : std::uint8_t { unknown, yes, no };

  Names& names_;
  const Filter& filter_;
  const bool all_;               ///< the filter filters nothing
  std::vector<Answer> answers_;  ///< by id: a byte for each series there ever was
};

}  // namespace shiptally::store
