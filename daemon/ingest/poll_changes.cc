#include "daemon/ingest/poll_changes.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "schema/content_hash.h"

namespace shiptally::ingest {
namespace {

/// All that a row says, but when it was said.
template <class Fact>
RequestId said(Fact row) {
  row.updated.reset();
  return content_hash(row);
}

template <class Fact>
void number_equal_ids(std::vector<Fact>& rows) {
  std::vector<std::tuple<std::string, RequestId, std::size_t>> order;
  for (std::size_t i = 0; i < rows.size(); ++i) order.emplace_back(rows[i].key.id, said(rows[i]), i);
  std::sort(order.begin(), order.end());
  std::size_t equal = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto& [id, hash, row] = order[i];
    equal = id == std::get<0>(order[i - 1]) ? equal + 1 : 0;
    if (equal > 0) rows[row].key.id += "." + std::to_string(equal);
  }
}

template <class Fact>
Instant version_after(const Fact& stored, Instant now) {
  return stored.updated ? std::max(now, *stored.updated + Millis(1)) : now;
}

template <class Fact>
void add(Kind kind, std::vector<Fact> read, std::span<const Fact> stored, std::string_view source,
         std::span<const Window> days, Instant now, std::vector<Fact>& out,
         std::vector<Retraction>& retractions) {
  std::map<std::string_view, const Fact*> known;
  for (const Fact& row : stored) {
    const auto holds = [&](const Window& day) { return day.contains(row.from); };
    if (row.key.source == source && std::any_of(days.begin(), days.end(), holds)) known[row.key.id] = &row;
  }
  number_equal_ids(read);
  for (Fact& row : read) {
    const auto before = known.find(row.key.id);
    row.updated = before == known.end() ? now : version_after(*before->second, now);
    const bool same = before != known.end() && said(*before->second) == said(row);
    if (before != known.end()) known.erase(before);
    if (!same) out.push_back(std::move(row));
  }
  for (const auto& [id, row] : known) retractions.push_back({kind, row->key, {}, version_after(*row, now)});
}

}  // namespace

void add_changes(std::vector<Charge> read, std::span<const Charge> stored, std::string_view source,
                 std::span<const Window> days, Instant now, FactBatch& batch) {
  add<Charge>(Kind::charge, std::move(read), stored, source, days, now, batch.charges, batch.retractions);
}

void add_changes(std::vector<ProviderUsage> read, std::span<const ProviderUsage> stored,
                 std::string_view source, std::span<const Window> days, Instant now, FactBatch& batch) {
  add<ProviderUsage>(Kind::usage, std::move(read), stored, source, days, now, batch.provider_usage,
                     batch.retractions);
}

}  // namespace shiptally::ingest
