#pragma once

#include "daemon/store/sqlite/statement.h"
#include "daemon/store/store.h"

namespace shiptally::store {

/// Adds a token, or replaces the one of the same name.
void write_token(const SQLite::Database& database, const TokenRow& token);

/// All tokens, revoked ones too, by name.
Result<std::vector<TokenRow>> read_tokens(const SQLite::Database& database);

}  // namespace shiptally::store
