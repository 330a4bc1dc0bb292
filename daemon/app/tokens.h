#pragma once
// Bearer tokens: kept by the store, in force in the listener, changed over the unix socket.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/net/access.h"
#include "daemon/store/store.h"

namespace shiptally::app {

/// A row for a new token.  Code::invalid for a name or a scope that cannot be: names are printed, so they
/// hold 1 to 128 characters, no space and no control character.  `sha256` is 32 raw bytes.
Result<store::TokenRow> make_token_row(std::string name, std::string_view scopes, std::string sha256,
                                       Instant now);

/// What a token row allows.  Scopes that this program does not know grant nothing.
net::Token to_token(const store::TokenRow& row);

/// The tokens of the database and those in force, kept the same.  Thread-safe.
class TokenBook {
 public:
  TokenBook(store::Store& store, std::vector<store::TokenRow> rows);

  net::TokenTable::Snapshot in_force() const { return table_.snapshot(); }
  std::vector<store::TokenRow> rows() const;

  /// Commits, then takes effect.  Blocks for the commit: not on the io thread.
  Result<void> put(store::TokenRow row);
  /// Code::not_found when there is no such token in force.
  Result<void> revoke(std::string_view name);

 private:
  void publish();  ///< mutex_ held

  store::Store& store_;
  mutable std::mutex mutex_;  // protects rows_
  std::vector<store::TokenRow> rows_;
  net::TokenTable table_;
};

}  // namespace shiptally::app
