#include "daemon/store/facts/token_rows.h"

#include "daemon/store/sqlite/column_io.h"

namespace shiptally::store {

void write_token(const SQLite::Database& database, const TokenRow& token) {
  Statement replace(
      database, "REPLACE INTO token (sha256, name, scopes, created_ms, revoked) VALUES (?1, ?2, ?3, ?4, ?5)");
  replace.blob(1, token.sha256);
  ColumnWriter(replace, 2) << token.name << token.scopes << token.created << token.revoked;
  replace.run();
}

Result<std::vector<TokenRow>> read_tokens(const SQLite::Database& database) {
  Statement select(database, "SELECT sha256, name, scopes, created_ms, revoked FROM token ORDER BY name");
  std::vector<TokenRow> tokens;
  while (select.step()) {
    TokenRow& token = tokens.emplace_back();
    token.sha256 = select.blob_at(0);
    ColumnReader in(select, 1);
    in >> token.name >> token.scopes >> token.created >> token.revoked;
    if (in.failed())
      return Error{Code::unavailable, "database: damaged: token \"" + token.name + "\" cannot be read back"};
  }
  return tokens;
}

}  // namespace shiptally::store
