#include "daemon/store/requests/request_writer.h"

#include "schema/content_hash.h"

namespace shiptally::store {
namespace {

Finality finality(const Request& row) {
  if (row.retracted) return Finality::retracted;
  return row.final ? Finality::final : Finality::in_progress;
}

/// Whether `row` is current beside `other`.  The hash is only taken where finality does not decide; the
/// sealed user only where all else is equal, because its seal differs from host to host.
bool beats(const Request& row, const Request& other) {
  if (finality(row) != finality(other)) return finality(row) > finality(other);
  const RequestId ours = content_hash(row), theirs = content_hash(other);
  return ours != theirs ? ours > theirs : row.user > other.user;
}

/// The very same text, not an equal one: rows of a batch share the texts that repeat.
bool is_same(std::string_view a, std::string_view b) { return a.data() == b.data() && a.size() == b.size(); }

}  // namespace

RequestWriter::RequestWriter(const SQLite::Database& database, Dictionary& dictionary)
    : dictionary_(dictionary), rollups_(database), names_(database), log_(database) {}

void RequestWriter::begin(std::int64_t batch, Instant recorded) {
  batch_ = batch;
  dictionary_.begin(recorded);
}

bool RequestWriter::write(const Request& row, GroupPlaces& groups) {
  turn_to(row.ts, row.id);
  const SeriesPlace place = place_of(row, groups);
  last_fold_ = place.fold;
  if (place.fold == Fold::none) {
    if (!take_place_of_current(row)) return false;
    row_->current = &row;
  } else {
    Request left = row;
    left.series = row_->current && row_->series == place.id
                      ? row_->current->series
                      : folded(row.series, place.fold, row.cost.has_value());
    if (!take_place_of_current(left)) return false;
    given_way_ = left;
    row_->current = &given_way_;
  }
  row_->series = place.id;
  row_->fresh = true;
  rollups_.add(place.id, *row_->current, 1);
  return true;
}

/// False when there is a current version that `row` does not beat; else that one is taken out of the sums.
bool RequestWriter::take_place_of_current(const Request& row) {
  if (!row_->current) return true;
  if (!beats(row, *row_->current)) return false;
  rollups_.add(row_->series, *row_->current, -1);
  return true;
}

bool RequestWriter::retract(Instant ts, RequestId id) {
  turn_to(ts, id);
  if (row_->current) {
    if (row_->current->retracted) return false;
    rollups_.add(row_->series, *row_->current, -1);
  }
  retraction_.ts = ts;
  retraction_.id = id;
  retraction_.retracted = true;
  row_->current = &retraction_;
  row_->series = 0;
  row_->fresh = true;
  return true;
}

bool RequestWriter::reprice(const RepricedRequest& repriced, RepricingTally& tally) {
  turn_to(repriced.ts, repriced.id);
  // What came in this very batch was priced by the rules of now.
  if (!row_->current || row_->fresh) return false;
  const Request& stored = *row_->current;
  if (stored.cost == repriced.cost && stored.price_id == repriced.price_id) return false;
  if (stored.retracted || content_hash(stored) != repriced.content) return false;
  tally.add(stored, repriced.cost);
  repriced_ = stored;
  repriced_.cost = repriced.cost;
  repriced_.price_id = repriced.price_id;
  // The log takes views of these two, which point into a chunk that may be gone by then.
  repriced_.user = texts_.emplace_back(stored.user);
  repriced_.trace_id = texts_.emplace_back(stored.trace_id);
  rollups_.add(row_->series, stored, -1);
  rollups_.add(row_->series, repriced_, 1);
  row_->current = &repriced_;
  row_->fresh = true;
  return true;
}

void RequestWriter::turn_to(Instant ts, RequestId id) {
  if (row_ && row_->ts == ts && row_->id == id) return;
  finish_row();
  row_ = Row{ts, id};
  RowValues stored;
  if (!log_.find(to_ms(ts), id, stored)) return;
  to_request(stored, names_, stored_);
  row_->current = &stored_.request;
  row_->series = stored_.series;
}

// A version that came and went within one batch was never seen by anybody and is not kept.
void RequestWriter::finish_row() {
  if (row_ && row_->fresh)
    log_.append(to_row(*row_->current, ids_of(*row_->current, row_->series), traces_.emplace_back()));
  row_.reset();
}

/// The series that the row is in already, under all of its names or fewer; else the dictionary says which
/// one.
SeriesPlace RequestWriter::place_of(const Request& row, GroupPlaces& groups) {
  if (row_->current && !row_->current->retracted)
    if (const auto fold = fold_between(row.series, row_->current->series)) return {row_->series, *fold};
  const bool priced = row.cost.has_value();
  if (row.series_group == 0) return dictionary_.series(row.series, priced);
  if (row.series_group >= groups.size()) groups.resize(row.series_group + 1);
  SeriesPlace& place = groups[row.series_group][priced ? 1 : 0];
  if (place.id == 0) place = dictionary_.series(row.series, priced);
  return place;
}

RowIds RequestWriter::ids_of(const Request& row, std::int64_t series) {
  if (!is_same(row.price_id, last_price_)) {
    last_price_ = row.price_id;
    last_price_label_ = dictionary_.label_id(row.price_id);
  }
  return {.batch = batch_,
          .series = series,
          .price = last_price_label_,
          .version = dictionary_.label_id(row.version),
          .tags = dictionary_.label_id(row.tags)};
}

std::size_t RequestWriter::expire(Instant hour, std::size_t chunks_max) {
  return log_.expire(hour_of(to_ms(hour)), chunks_max);
}

void RequestWriter::flush() {
  finish_row();
  log_.flush();
  rollups_.flush();
  forget();
}

void RequestWriter::rollback() {
  row_.reset();
  log_.rollback();
  rollups_.rollback();
  names_.forget();
  forget();
}

// The texts that these point into may go with the batch.
void RequestWriter::forget() {
  traces_.clear();
  texts_.clear();
  last_price_ = {};
  last_price_label_ = 0;
}

}  // namespace shiptally::store
