#pragma once
// Plain SQL over the daemon's file, as anybody with the sqlite3 shell could run it: read-only, without the
// product's functions and views.  Only `request` is the product's: it unpacks the stored calls, one a row.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace shiptally::e2e {

class PlainSql {
 public:
  explicit PlainSql(const std::filesystem::path& data_dir);
  ~PlainSql();
  PlainSql(const PlainSql&) = delete;
  PlainSql& operator=(const PlainSql&) = delete;

  /// Statements without an answer; temporary tables may be made.
  void run(const std::string& statements) const;

  /// Cells as text; none for NULL.
  using Row = std::vector<std::optional<std::string>>;
  std::vector<Row> rows(const std::string& query) const;
  /// The first column as integers; all must be.
  std::vector<std::int64_t> integers(const std::string& query) const;
  std::int64_t integer(const std::string& query) const;

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace shiptally::e2e
