#include "tests/e2e/plain_sql.h"

#include <sqlite3.h>

#include <stdexcept>

#include "daemon/store/requests/request_table.h"

namespace shiptally::e2e {

PlainSql::PlainSql(const std::filesystem::path& data_dir) {
  const std::string file = (data_dir / "shiptally.db").string();
  if (sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    throw std::runtime_error("cannot open " + file);
  store::register_request_table(database_);
}

PlainSql::~PlainSql() { sqlite3_close(database_); }

void PlainSql::run(const std::string& statements) const {
  if (sqlite3_exec(database_, statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(database_));
}

std::vector<PlainSql::Row> PlainSql::rows(const std::string& query) const {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_, query.c_str(), -1, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(database_) + (": " + query));
  std::vector<Row> out;
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    Row& row = out.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row.push_back(text == nullptr ? std::optional<std::string>() : std::string(text));
    }
  }
  sqlite3_finalize(statement);
  if (code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_) + (": " + query));
  return out;
}

std::vector<std::int64_t> PlainSql::integers(const std::string& query) const {
  std::vector<std::int64_t> out;
  for (const Row& row : rows(query)) out.push_back(std::stoll(row.at(0).value()));
  return out;
}

std::int64_t PlainSql::integer(const std::string& query) const { return integers(query).at(0); }

}  // namespace shiptally::e2e
