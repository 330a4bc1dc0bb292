#include "daemon/store/facts/repricing_rows.h"

#include "daemon/store/sqlite/column_io.h"
#include "daemon/store/sqlite/money_column.h"

namespace shiptally::store {
namespace {

void write_book(const SQLite::Database& database, const std::string& version, Instant recorded) {
  Statement last(database, "SELECT version FROM price_book_since ORDER BY since_ms DESC LIMIT 1");
  if (last.step() && last.text_at(0) == version) return;
  Statement replace(database, "REPLACE INTO price_book_since (since_ms, version) VALUES (?1, ?2)");
  ColumnWriter(replace, 1) << recorded << version;
  replace.run();
}

void write_begin(const SQLite::Database& database, const Repricing& run, Instant recorded) {
  Statement insert(database,
                   "INSERT INTO repricing (number, recorded_ms, from_ms, to_ms, price_book, unprices,"
                   " done_to_ms, requests, left_priced) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  ColumnWriter(insert, 1) << run.number << recorded << run.window.from << run.window.to << run.price_book
                          << run.unprices << run.done_to << run.requests << run.left_priced;
  insert.run();
}

void write_step(const SQLite::Database& database, const RepricingStep& step) {
  Statement update(database,
                   "UPDATE repricing SET done_to_ms = max(done_to_ms, ?2), requests = requests + ?3,"
                   " left_priced = left_priced + ?4 WHERE number = ?1");
  ColumnWriter(update, 1) << step.number << step.done_to << step.requests << step.left_priced;
  update.run();
}

/// A day of a model comes in many steps.
class ChangeWriter {
 public:
  explicit ChangeWriter(const SQLite::Database& database)
      : select_(database,
                "SELECT requests, newly_priced, newly_unpriced, old_cost_pico, new_cost_pico"
                " FROM repricing_change"
                " WHERE number = ?1 AND day_ms = ?2 AND provider = ?3 AND model = ?4"),
        replace_(database,
                 "REPLACE INTO repricing_change (number, day_ms, provider, model, requests, newly_priced,"
                 " newly_unpriced, old_cost_pico, new_cost_pico)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)") {}

  void add(RepricingChange change) {
    const ResetOnExit reset(select_);
    ColumnWriter(select_, 1) << change.number << change.day << change.provider << change.model;
    if (select_.step()) {
      change.requests += select_.integer_at(0);
      change.newly_priced += select_.integer_at(1);
      change.newly_unpriced += select_.integer_at(2);
      change.old_cost += money_at(select_, 3);
      change.new_cost += money_at(select_, 4);
    }
    ColumnWriter(replace_, 1) << change.number << change.day << change.provider << change.model
                              << change.requests << change.newly_priced << change.newly_unpriced;
    bind_money(replace_, 8, change.old_cost);
    bind_money(replace_, 9, change.new_cost);
    replace_.run();
  }

 private:
  Statement select_, replace_;
};

std::vector<Repricing> read_runs(const SQLite::Database& database) {
  Statement select(database,
                   "SELECT number, recorded_ms, from_ms, to_ms, price_book, unprices, done_to_ms, requests,"
                   " left_priced FROM repricing ORDER BY number");
  std::vector<Repricing> runs;
  while (select.step()) {
    Repricing& run = runs.emplace_back();
    ColumnReader(select, 0) >> run.number >> run.recorded >> run.window.from >> run.window.to >>
        run.price_book >> run.unprices >> run.done_to >> run.requests >> run.left_priced;
  }
  return runs;
}

std::vector<RepricingChange> read_changes(const SQLite::Database& database) {
  Statement select(database,
                   "SELECT number, day_ms, provider, model, requests, newly_priced, newly_unpriced,"
                   " old_cost_pico, new_cost_pico FROM repricing_change ORDER BY 1, 2, 3, 4");
  std::vector<RepricingChange> changes;
  while (select.step()) {
    RepricingChange& change = changes.emplace_back();
    ColumnReader(select, 0) >> change.number >> change.day >> change.provider >> change.model >>
        change.requests >> change.newly_priced >> change.newly_unpriced;
    change.old_cost = money_at(select, 7);
    change.new_cost = money_at(select, 8);
  }
  return changes;
}

}  // namespace

void write_prices(const SQLite::Database& database, const PriceWrites& prices, const RepricingTally& tally,
                  Instant recorded) {
  if (!prices.book_in_force.empty()) write_book(database, prices.book_in_force, recorded);
  if (prices.begin) write_begin(database, *prices.begin, recorded);
  if (!prices.step) return;
  write_step(database, *prices.step);
  ChangeWriter writer(database);
  for (RepricingChange& change : tally.changes(prices.step->number)) writer.add(std::move(change));
}

RepricingBook read_repricings(const SQLite::Database& database) {
  RepricingBook book;
  Statement select(database, "SELECT since_ms, version FROM price_book_since ORDER BY since_ms");
  while (select.step())
    ColumnReader(select, 0) >> book.price_books.emplace_back().since >> book.price_books.back().version;
  book.runs = read_runs(database);
  book.changes = read_changes(database);
  return book;
}

}  // namespace shiptally::store
