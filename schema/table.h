#pragma once
// An answer: rows under columns that the catalogue names.  Rendered as JSON or CSV by daemon/expose.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "schema/answer_bounds.h"
#include "schema/base/instant.h"
#include "schema/base/money.h"

namespace shiptally {

struct Column;  // schema/catalogue.h

/// std::monostate is "no data": null in JSON, an empty cell in CSV, never 0.
using Value = std::variant<std::monostate, bool, std::int64_t, double, Money, Instant, std::string,
                           std::vector<std::string>>;

/// Rows up to the bounds of an answer (answer_bounds.h): what would be one too many throws AnswerEnded.  A
/// row is weighed when the next one comes, as most are filled in place.
class Rows {
 public:
  using Row = std::vector<Value>;

  Row& emplace_back(Row row = {}) {
    weigh_last();
    bound_.add_row();
    return rows_.emplace_back(std::move(row));
  }
  void push_back(Row row) { emplace_back(std::move(row)); }
  /// Throws at once when so many more cannot be answered with, before the first is made.
  void expect(std::size_t more) const { bound_.expect_rows(more); }

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  auto begin() { return rows_.begin(); }
  auto end() { return rows_.end(); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  const Row& operator[](std::size_t i) const { return rows_[i]; }
  Row& operator[](std::size_t i) { return rows_[i]; }
  const Row& at(std::size_t i) const { return rows_.at(i); }
  const Row& front() const { return rows_.front(); }
  const Row& back() const { return rows_.back(); }

 private:
  void weigh_last() {
    if (!rows_.empty()) bound_.add_bytes(bytes_of(rows_.back()));
  }
  static std::size_t bytes_of(const Row& row);

  std::vector<Row> rows_;
  AnswerBound bound_;
};

struct Table {
  std::vector<const Column*> columns;
  Rows rows;  ///< each as long as `columns`
};

}  // namespace shiptally
