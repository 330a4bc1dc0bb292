#pragma once

#include <array>

#include "daemon/store/requests/id_cache.h"
#include "daemon/store/sqlite/statement.h"
#include "schema/base/instant.h"
#include "schema/series_fold.h"

namespace shiptally::store {

/// Where a request is counted: the series of its own names, or of fewer where there are too many.
struct SeriesPlace {
  std::int64_t id = 0;
  Fold fold = Fold::none;
};

/// The tables `series` and `label`, written: the id of a name, which is added when it is new.
///
/// A series is in use for 30 days after a request of it arrived last.  One that would be too many beside
/// those in use gives way, step by step (schema/series_fold.h), to one that is known or for which there is
/// room: the last fifth of `series_max` is kept for those that gave way already.  The last step always has
/// room, and leaves only what a price book names, so the number of series in use stays below `series_max` and
/// one for each priced model and tier.
///
/// Lives on the writer thread inside its transactions; call begin() first, commit() or rollback() as they
/// end.
class Dictionary {
 public:
  Dictionary(const SQLite::Database& database, std::size_t series_max);

  void begin(Instant recorded);  ///< never earlier than before
  SeriesPlace series(const Series& sent, bool priced);
  std::int64_t label_id(std::string_view text);  ///< 0 for an empty text, which has no label
  std::size_t series_in_use() const { return static_cast<std::size_t>(in_use_); }

  void commit();
  void rollback();

 private:
  std::int64_t in_use_max(Fold fold) const;
  std::int64_t find_or_add(const Series& name, std::int64_t in_use_max);
  std::int64_t add(const Series& name);
  void use_today(std::int64_t id);

  const std::int64_t series_max_;
  std::int64_t today_ = -1;  ///< days since 1970; negative: in_use_ is not known
  std::int64_t in_use_ = 0;
  IdCache<SeriesName, Series> series_;                                 ///< used today
  std::array<IdCache<SeriesName, Series, SeriesPlace>, 2> given_way_;  ///< by `priced`
  IdCache<std::string, std::string_view> labels_;
  Statement find_series_, add_series_, use_series_, count_series_, find_label_, add_label_;
  sqlite3* connection_;
};

}  // namespace shiptally::store
