#include "daemon/store/safety/loss.h"

#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/statement.h"

namespace shiptally::store {
namespace {

constexpr const char* kWhatToDo =
    "  Put back what is missing; or, if an older copy was restored on purpose or it is lost for good, start "
    "once with `shiptally serve --accept-loss`.";

bool has_batches(const SQLite::Database& database) {
  Statement table(database, "SELECT 1 FROM sqlite_schema WHERE name = 'batch'");
  return table.step();
}

LastBatch last_batch(const SQLite::Database& database) {
  if (!has_batches(database)) return {};
  Statement last(database, "SELECT id, recorded_ms FROM batch ORDER BY id DESC LIMIT 1");
  if (!last.step()) return {};
  return {last.integer_at(0), instant_from_ms(last.integer_at(1))};
}

bool holds(const SQLite::Database& database, const HighWaterMark& mark) {
  Statement batch(database, "SELECT 1 FROM batch WHERE id = ?1 AND recorded_ms = ?2");
  batch.integer(1, mark.batch);
  batch.integer(2, to_ms(mark.recorded));
  return batch.step();
}

std::string named(const LastBatch& last) {
  if (last.batch == 0) return "holds none";
  return "ends with batch " + std::to_string(last.batch) + " of " + format_instant(last.recorded);
}

Error lost(const std::string& database, const FoundMark& found, const LastBatch& last) {
  const HighWaterMark& mark = found.mark;
  const std::string batches = last.batch < mark.batch ? "batches " + std::to_string(last.batch + 1) + " to " +
                                                            std::to_string(mark.batch) + ", the last one of "
                                                      : "batch " + std::to_string(mark.batch) + " of ";
  return {Code::unsupported, "acknowledged facts are lost: " + found.file.string() + " tells of " + batches +
                                 format_instant(mark.recorded) + ", but " + database + " " + named(last) +
                                 "." + kWhatToDo};
}

}  // namespace

LastBatch last_batch(const std::filesystem::path& database) { return last_batch(open_reader(database)); }

Result<void> find_loss(const std::filesystem::path& database, std::span<const FoundMark> marks) {
  if (!std::filesystem::exists(database)) {
    for (const FoundMark& found : marks)
      if (found.mark.batch > 0) return lost(database.string() + ", which is missing,", found, {});
    return {};
  }
  const SQLite::Database opened = open_reader(database);
  const LastBatch last = last_batch(opened);
  for (const FoundMark& found : marks)
    if (found.mark.batch > 0 && (last.batch < found.mark.batch || !holds(opened, found.mark)))
      return lost(database.string(), found, last);
  return {};
}

Result<void> find_lost_key(const std::optional<std::string>& user_key, std::span<const FoundMark> marks) {
  for (const FoundMark& found : marks) {
    const std::string& known = found.mark.user_key;
    if (!user_key || known.empty() || *user_key == known) continue;
    return Error{Code::unsupported, std::string("the key that seals users ") +
                                        (user_key->empty() ? "is missing" : "is another one than before") +
                                        " (" + found.file.string() +
                                        "): with a new one every user would count as a new one." + kWhatToDo};
  }
  return {};
}

}  // namespace shiptally::store
