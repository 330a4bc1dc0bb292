#include "daemon/app/tokens.h"

#include <algorithm>

namespace shiptally::app {
namespace {

constexpr std::size_t kSha256Bytes = 32;
constexpr std::size_t kNameLengthMax = 128;

bool plain_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameLengthMax &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    out.emplace_back(list.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace

Result<store::TokenRow> make_token_row(std::string name, std::string_view scopes, std::string sha256,
                                       Instant now) {
  if (!plain_name(name))
    return Error{Code::invalid, "name: 1 to 128 characters without spaces or control characters"};
  const auto parsed = net::parse_scopes(scopes);
  if (parsed.has_error()) return parsed.error();
  if (sha256.size() != kSha256Bytes) return Error{Code::invalid, "sha256: expected 64 hex digits"};
  store::TokenRow row;
  row.name = std::move(name);
  row.sha256 = std::move(sha256);
  row.scopes = split(net::format_scopes(*parsed));
  row.created = now;
  return row;
}

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
