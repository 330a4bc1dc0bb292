#include "daemon/store/facts/delivery_log.h"

#include <algorithm>
#include <optional>

#include "daemon/store/sqlite/errors.h"

namespace shiptally::store {
namespace {

// Chunks are of the class of their size: below 16 revisions, 256, 4,096, and full ones.  Once there are as
// many of one class at the end, they become one of the next: each revision is written four times in all, and
// a reader meets few chunks that are small.
constexpr int kFull = 3;
constexpr int kMerged = 16;

int class_of(std::int64_t revisions) {
  int c = 0;
  for (std::int64_t size = kMerged; c < kFull && revisions >= size; size *= kMerged) ++c;
  return c;
}

SQLite::Exception damaged_log() { return {"the delivery log", SQLITE_CORRUPT}; }

}  // namespace

DeliveryLog::DeliveryLog(const SQLite::Database& database)
    : insert_(database,
              "INSERT INTO delivery_log (first, revisions, deployments, commits, incidents, changes, "
              "reviews, body)"
              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      last_(database, "SELECT first, revisions FROM delivery_log ORDER BY first DESC"),
      bodies_(database, "SELECT body FROM delivery_log WHERE first >= ?1 ORDER BY first"),
      remove_(database, "DELETE FROM delivery_log WHERE first >= ?1") {}

void DeliveryLog::insert(std::int64_t first, const ChunkWriter& chunk) {
  const std::string body = chunk.bytes();
  insert_.integer(1, first);
  insert_.integer(2, chunk.counts().revisions);
  insert_.integer(3, chunk.counts().deployments);
  insert_.integer(4, chunk.counts().commits);
  insert_.integer(5, chunk.counts().incidents);
  insert_.integer(6, chunk.counts().changes);
  insert_.integer(7, chunk.counts().reviews);
  insert_.blob(8, body);
  insert_.run();
}

void DeliveryLog::flush() {
  if (chunk_.counts().revisions == 0) return;
  const std::int64_t next = last_.step() ? last_.integer_at(0) + last_.integer_at(1) : 0;
  last_.reset();
  insert(next, chunk_);
  begin();
  while (merge()) {
  }
}

/// Looks for enough chunks of one class at the end; smaller ones among them do not count, but go along.
bool DeliveryLog::merge() {
  int counts[kFull] = {}, largest = 0;
  std::optional<std::int64_t> first;
  {
    const ResetOnExit reset(last_);
    while (!first && last_.step()) {
      const int c = class_of(last_.integer_at(1));
      if (c == kFull) break;
      if (c < largest) continue;
      largest = c;
      if (++counts[c] == kMerged) first = last_.integer_at(0);
    }
  }
  if (first) merge_from(*first);
  return first.has_value();
}

void DeliveryLog::merge_from(std::int64_t first) {
  ChunkWriter merged;
  bodies_.integer(1, first);
  {
    const ResetOnExit reset(bodies_);
    while (bodies_.step())
      if (!read_chunk(bodies_.blob_at(0), merged.names(), [&](const DeliveryRevision& r) { merged.add(r); }))
        throw damaged_log();
  }
  remove_.integer(1, first);
  remove_.run();
  insert(first, merged);
}

Result<std::int64_t> read_log(const SQLite::Database& database, std::int64_t from, std::int64_t as_of_ms,
                              const Interruption& interruption, CompactFacts& into) {
  if (from == 0) {
    Statement sizes(database,
                    "SELECT sum(deployments), sum(commits), sum(incidents), sum(changes), sum(reviews) FROM "
                    "delivery_log");
    sizes.step();
    const auto size = [&](int column) { return static_cast<std::size_t>(sizes.integer_at(column)); };
    into.reserve({size(0), size(1), size(2), size(3), size(4)});
  }
  Statement chunks(
      database,
      "SELECT first, revisions, body FROM delivery_log WHERE first >= coalesce((SELECT max(first) "
      "FROM delivery_log WHERE first <= ?1), 0) ORDER BY first");
  chunks.integer(1, from);
  std::int64_t next = from;
  while (chunks.step()) {
    if (auto why = interruption.why()) return std::move(*why);
    std::int64_t number = chunks.integer_at(0);
    const bool sound = read_chunk(chunks.blob_at(2), into.names(), [&](const DeliveryRevision& revision) {
      if (number++ >= from && revision.recorded_ms <= as_of_ms) into.add(revision);
    });
    if (!sound || number != chunks.integer_at(0) + chunks.integer_at(1)) throw damaged_log();
    next = std::max(next, number);  // who has read a newer state of the log stays there
  }
  return next;
}

}  // namespace shiptally::store
