#include "daemon/store/sqlite/sql.h"

#include <vector>

#include "daemon/store/sqlite/database.h"
#include "daemon/store/sqlite/errors.h"
#include "daemon/store/sqlite/statement.h"

namespace shiptally::store {
namespace {

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

SqlValue value_of(const Statement& row, int column) {
  const int type = row.type_at(column);
  if (type == SQLITE_NULL) return {};
  if (type == SQLITE_BLOB) return {hex(row.blob_at(column))};
  return {std::string(row.text_at(column)), type != SQLITE_TEXT};
}

}  // namespace

Result<void> run_sql(const std::filesystem::path& data_dir, std::string_view statement,
                     const VisitSqlRow& visit) try {
  const SQLite::Database database = open_reader(data_dir / kDatabaseName);
  Statement select(database, statement);
  std::vector<SqlValue> values;
  for (int i = 0; i < select.column_count(); ++i) values.push_back({std::string(select.column_name(i))});
  if (values.empty()) return Error{Code::invalid, "the statement has no answer"};
  visit(values);
  while (select.step()) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = value_of(select, static_cast<int>(i));
    visit(values);
  }
  return {};
} catch (const SQLite::Exception& failure) {
  Error error = to_error(failure);
  const bool is_wrong = failure.getErrorCode() == SQLITE_ERROR || failure.getErrorCode() == SQLITE_READONLY;
  if (is_wrong) error.code = Code::invalid;
  return error;
}

}  // namespace shiptally::store
