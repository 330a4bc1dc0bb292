#include "daemon/api/tokens.h"

#include <algorithm>

#include "daemon/log/log.h"

namespace shiptally::api {
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

Result<void> outcome_of(const Result<Receipt>& receipt) {
  return receipt.has_error() ? Result<void>(receipt.error()) : Result<void>();
}

Error not_saved(const Error& reason) {
  return {reason.code,
          "refused from now on, but that is not on the disk yet; the daemon keeps trying, and until "
          "then a restart would let it in again: " +
              reason.message};
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

void TokenBook::put(store::TokenRow row, Done done) {
  Result<void> queued;
  {
    const std::lock_guard lock(mutex_);
    // A revocation under this name that is still to be saved must not come after this row.
    std::optional<store::TokenRow> unsaved;
    if (auto waiting = unsaved_.extract(row.name)) unsaved = std::move(waiting.mapped());
    queued = store_.put_token(row, [this, row, unsaved, done](const Result<Receipt>& receipt) {
      finish_put(row, unsaved, receipt.has_value());
      done(outcome_of(receipt));
    });
    if (queued.has_error() && unsaved) unsaved_.emplace(unsaved->name, *unsaved);
  }
  if (queued.has_error()) done(queued);
}

void TokenBook::finish_put(const store::TokenRow& row, const std::optional<store::TokenRow>& unsaved,
                           bool kept) {
  const std::lock_guard lock(mutex_);
  if (!kept) {
    if (unsaved) unsaved_.emplace(unsaved->name, *unsaved);
    return;
  }
  std::erase_if(rows_, [&](const store::TokenRow& known) { return known.name == row.name; });
  rows_.push_back(row);
  publish();
}

void TokenBook::revoke(std::string_view name, Done done) {
  Result<void> queued;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const store::TokenRow& row) {
      return row.name == name && !row.revoked;
    });
    if (found == rows_.end()) {
      queued = Error{Code::not_found, "name: no token \"" + std::string(name) + "\" is in force"};
    } else {
      found->revoked = true;
      publish();
      unsaved_.insert_or_assign(found->name, *found);
      queued = save(*found, [done](const Result<void>& saved) {
        done(saved.has_error() ? Result<void>(not_saved(saved.error())) : saved);
      });
      if (queued.has_error()) queued = not_saved(queued.error());
    }
  }
  if (queued.has_error()) done(queued);
}

void TokenBook::save_revoked() {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, row] : unsaved_)
    (void)save(row, [name = name](const Result<void>& saved) {
      if (saved.has_value()) spdlog::info("that token \"{}\" was revoked is on the disk now", name);
    });
}

/// `done` is called later, or never when this gives an error.
Result<void> TokenBook::save(const store::TokenRow& row, Done done) {
  return store_.put_token(row, [this, row, done = std::move(done)](const Result<Receipt>& receipt) {
    if (receipt.has_value()) {
      const std::lock_guard lock(mutex_);
      const auto waiting = unsaved_.find(row.name);
      if (waiting != unsaved_.end() && waiting->second.sha256 == row.sha256) unsaved_.erase(waiting);
    }
    done(outcome_of(receipt));
  });
}

void TokenBook::publish() {
  std::vector<net::Token> tokens;
  for (const store::TokenRow& row : rows_)
    if (!row.revoked) tokens.push_back(to_token(row));
  table_.replace(std::move(tokens));
}

}  // namespace shiptally::api
