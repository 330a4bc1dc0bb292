#pragma once
// The real program with the demo's organisation in it, and plain SQL beside it.

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/flat_json.h"
#include "tests/e2e/http_client.h"
#include "tests/e2e/plain_sql.h"

namespace shiptally::e2e {

/// A stretch of time in milliseconds, half-open.
struct Span {
  std::int64_t from, to;

  std::string query() const { return "from=" + std::to_string(from) + "&to=" + std::to_string(to); }
  /// A condition in SQL.
  std::string holds(const std::string& column) const {
    return column + " >= " + std::to_string(from) + " AND " + column + " < " + std::to_string(to);
  }
};

class DemoDaemon {
 public:
  DemoDaemon();

  /// The answer's rows; an answer other than 200 throws.
  std::vector<JsonRow> get(const std::string& target);
  const PlainSql& sql() const { return sql_; }

  /// Spans to ask for: all days with requests, and two that cut days, hours and minutes.
  std::vector<Span> spans() const;

 private:
  TempDir dir_;
  std::string token_;
  DaemonProcess daemon_;
  HttpClient client_;
  PlainSql sql_;
};

/// A column of an answer as a number; none for null.
std::optional<double> number(const JsonRow& row, std::string_view column);
/// As an integer; null is no integer and throws.
std::int64_t integer(const JsonRow& row, std::string_view column);

}  // namespace shiptally::e2e
