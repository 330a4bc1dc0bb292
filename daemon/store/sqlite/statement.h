#pragma once
// A prepared statement that binds views without copying and reads columns without allocating, which
// SQLite::Statement does not; the writer binds two dozen values a cell.  Failures throw SQLite::Exception.

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <memory>
#include <string_view>

namespace shiptally::store {

class Statement {
 public:
  Statement(const SQLite::Database& database, std::string_view sql) : Statement(database.getHandle(), sql) {}
  Statement(sqlite3* connection, std::string_view sql) {
    sqlite3_stmt* prepared = nullptr;
    const int size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v3(connection, sql.data(), size, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) !=
        SQLITE_OK)
      throw SQLite::Exception(connection);
    statement_.reset(prepared);
  }

  // Parameters count from 1.  Texts and blobs are not copied: they must live until the statement is reset.
  void integer(int parameter, std::int64_t value) { check(sqlite3_bind_int64(get(), parameter, value)); }
  void null(int parameter) { check(sqlite3_bind_null(get(), parameter)); }
  void text(int parameter, std::string_view value) {
    const char* data = value.data() ? value.data() : "";  // a null pointer would bind NULL
    check(sqlite3_bind_text64(get(), parameter, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  void blob(int parameter, std::string_view value) {
    const char* data = value.data() ? value.data() : "";
    check(sqlite3_bind_blob64(get(), parameter, data, value.size(), SQLITE_STATIC));
  }
  /// For a value that does not outlive the call.
  void text_copy(int parameter, std::string_view value) {
    check(sqlite3_bind_text64(get(), parameter, value.data() ? value.data() : "", value.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
  }

  /// True while there is a row.  At the end the statement is reset.
  bool step() {
    const int code = sqlite3_step(get());
    if (code == SQLITE_ROW) return true;
    const int failed = sqlite3_reset(get());
    if (code != SQLITE_DONE) check(failed);
    return false;
  }
  /// Runs a statement without a result; how many rows it changed.
  int run() {
    step();
    return sqlite3_changes(sqlite3_db_handle(get()));
  }
  void reset() { sqlite3_reset(get()); }

  int column_count() const { return sqlite3_column_count(get()); }
  const char* column_name(int column) const { return sqlite3_column_name(get(), column); }

  // Columns count from 0.  Views stay valid until the next step or reset.
  std::int64_t integer_at(int column) const { return sqlite3_column_int64(get(), column); }
  int type_at(int column) const { return sqlite3_column_type(get(), column); }
  bool null_at(int column) const { return type_at(column) == SQLITE_NULL; }
  std::string_view text_at(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(get(), column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
  }
  std::string_view blob_at(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(get(), column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  sqlite3_stmt* get() const { return statement_.get(); }
  void check(int code) const {
    if (code != SQLITE_OK) throw SQLite::Exception(sqlite3_db_handle(get()), code);
  }
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Resets a statement that is left before its last row.
class ResetOnExit {
 public:
  explicit ResetOnExit(Statement& statement) : statement_(statement) {}
  ~ResetOnExit() { statement_.reset(); }
  ResetOnExit(const ResetOnExit&) = delete;
  ResetOnExit& operator=(const ResetOnExit&) = delete;

 private:
  Statement& statement_;
};

}  // namespace shiptally::store
