#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "daemon/store/requests/dictionary.h"
#include "daemon/store/requests/request_log.h"
#include "daemon/store/requests/rollup_writer.h"
#include "schema/repricing.h"

namespace shiptally::store {

/// Series that one batch's rows share, by Request::series_group and whether they are priced; id 0 where not
/// looked up yet.
using GroupPlaces = std::vector<std::array<SeriesPlace, 2>>;

/// Writes requests and keeps their rollups.  Which of two versions of a row is current is decided by the
/// rows: retracted beats final beats in progress, then the higher content hash.  A version that beats the
/// current one is appended, one that does not is a duplicate; so each of a row's versions on the disk was
/// once current, and the one of the latest batch is.  Its price is no part of that: a new price is a further
/// version of the same content, and its sender's retry stays a duplicate.  Nor do names that gave way count:
/// a row is compared under those that it was stored with.  Lives inside the writer's transactions.
class RequestWriter {
 public:
  RequestWriter(const SQLite::Database& database, Dictionary& dictionary);

  /// After BEGIN; the number of the batch that is written, and when it arrived.
  void begin(std::int64_t batch, Instant recorded);

  // Both in ascending order of (ts, id) until flush(); `row` must live that long.

  /// True when the row is new or a newer version; false for a duplicate.
  bool write(const Request& row, GroupPlaces& groups);
  /// How the names of the row written last gave way.
  Fold last_fold() const { return last_fold_; }
  /// Takes back a row, also one that is yet to come.  False when it was taken back before.
  bool retract(Instant ts, RequestId id);

  /// Gives the row another price.  False, and nothing changes, when it has it already, and when it is not the
  /// version any more that was looked at.
  bool reprice(const RepricedRequest& repriced, RepricingTally& tally);

  /// Takes away at most `chunks_max` chunks of hours before `hour`; how many.  Rollups stay.
  std::size_t expire(Instant hour, std::size_t chunks_max);

  void flush();     ///< before COMMIT
  void rollback();  ///< after ROLLBACK

 private:
  /// The row that is being written.
  struct Row {
    Instant ts;
    RequestId id;
    const Request* current = nullptr;  ///< its current version, if there is any
    std::int64_t series = 0;           ///< of `current`
    bool fresh = false;                ///< `current` is not in the log yet
  };
  void turn_to(Instant ts, RequestId id);
  void finish_row();
  SeriesPlace place_of(const Request& row, GroupPlaces& groups);
  bool take_place_of_current(const Request& row);
  RowIds ids_of(const Request& row, std::int64_t series);
  void forget();

  Dictionary& dictionary_;
  RollupWriter rollups_;
  Names names_;
  RequestLog log_;
  std::int64_t batch_ = 0;
  std::optional<Row> row_;
  StoredRequest stored_;  ///< what row_ was on the disk
  Request given_way_;     ///< what row_ becomes when its names gave way
  Fold last_fold_ = Fold::none;
  Request retraction_;             ///< what row_ becomes when it is taken back
  Request repriced_;               ///< what row_ becomes with another price
  std::deque<std::string> texts_;  ///< and its texts, until flush()
  std::deque<Bytes16> traces_;     ///< what the log's rows point into until flush()
  std::string_view last_price_;
  std::int64_t last_price_label_ = 0;
};

}  // namespace shiptally::store
