#include "daemon/store/requests/row_merge.h"

#include <algorithm>
#include <tuple>

namespace shiptally::store {

bool RowMerge::later(const Head& a, const Head& b) {
  return std::tie(a.ts_ms, a.id, a.batch) > std::tie(b.ts_ms, b.id, b.batch);
}

RowMerge::Head RowMerge::head(std::size_t source, std::size_t row) const {
  const Source& s = sources_[source];
  return {s.keys->ts_ms(row), s.keys->id(row), s.body->value(Field::batch, row), source, row};
}

void RowMerge::add(std::shared_ptr<const ChunkKeys> keys, std::shared_ptr<const ChunkBody> body,
                   std::size_t first_row) {
  if (first_row >= keys->size()) return;
  sources_.push_back({std::move(keys), std::move(body)});
  heads_.push_back(head(sources_.size() - 1, first_row));
  std::push_heap(heads_.begin(), heads_.end(), later);
}

void RowMerge::take(RowValues& out, std::shared_ptr<const ChunkBody>& body) {
  std::pop_heap(heads_.begin(), heads_.end(), later);
  const Head taken = heads_.back();
  out.ts_ms = taken.ts_ms;
  out.id = taken.id;
  Source& source = sources_[taken.source];
  source.body->read(taken.row, out);
  if (body != source.body) body = source.body;
  if (taken.row + 1 == source.keys->size()) {
    source = {};
    heads_.pop_back();
    return;
  }
  heads_.back() = head(taken.source, taken.row + 1);
  std::push_heap(heads_.begin(), heads_.end(), later);
}

}  // namespace shiptally::store
