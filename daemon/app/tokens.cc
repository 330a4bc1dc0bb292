#include "daemon/app/tokens.h"

#include <algorithm>

namespace shiptally::app {

net::Token to_token(const store::TokenRow& row) {
  net::Token token{row.name, row.sha256, {}};
  for (const std::string& scope : row.scopes) {
    const auto one = net::parse_scopes(scope);
    if (one.has_error()) continue;
    token.scopes.read |= one->read;
    token.scopes.ingest |= one->ingest;
    token.scopes.admin |= one->admin;
    token.scopes.audit |= one->audit;
  }
  return token;
}

TokenBook::TokenBook(store::Store& store, std::vector<store::TokenRow> rows)
    : store_(store), rows_(std::move(rows)) {
  publish();
}

std::vector<store::TokenRow> TokenBook::rows() const {
  const std::lock_guard lock(mutex_);
  return rows_;
}

Result<void> TokenBook::put(store::TokenRow row) {
  const std::lock_guard lock(mutex_);
  if (auto stored = store_.put_token(row); stored.has_error()) return stored.error();
  const auto same_name = [&](const store::TokenRow& known) { return known.name == row.name; };
  std::erase_if(rows_, same_name);
  rows_.push_back(std::move(row));
  publish();
  return {};
}

Result<void> TokenBook::revoke(std::string_view name) {
  for (store::TokenRow row : rows()) {
    if (row.name != name || row.revoked) continue;
    row.revoked = true;
    return put(std::move(row));
  }
  return Error{Code::not_found, "name: no token \"" + std::string(name) + "\" is in force"};
}

void TokenBook::publish() {
  std::vector<net::Token> tokens;
  for (const store::TokenRow& row : rows_)
    if (!row.revoked) tokens.push_back(to_token(row));
  table_.replace(std::move(tokens));
}

}  // namespace shiptally::app
