#pragma once
// Bearer tokens: kept by the store, in force in the listener, changed over the unix socket.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/access.h"
#include "daemon/store/store.h"

namespace shiptally::api {

/// A row for a new token.  Code::invalid for a name or a scope that cannot be: names are printed, so they
/// hold 1 to 128 characters, no space and no control character.  `sha256` is 32 raw bytes.
Result<store::TokenRow> make_token_row(std::string name, std::string_view scopes, std::string sha256,
                                       Instant now);

/// What a token row allows.  Scopes that this program does not know grant nothing.
net::Token to_token(const store::TokenRow& row);

/// The tokens of the database and those in force, kept the same.  Thread-safe; outlives the store.
class TokenBook {
 public:
  /// Called once, here or on the writer thread.
  using Done = std::function<void(Result<void>)>;

  TokenBook(store::Store& store, std::vector<store::TokenRow> rows);

  net::TokenTable::Snapshot in_force() const { return table_.snapshot(); }
  std::vector<store::TokenRow> rows() const;

  /// Takes effect once it is committed.
  void put(store::TokenRow row, Done done);
  /// Takes effect at once, whatever the disk does.  Code::not_found when there is no such token in force,
  /// Code::unavailable when it is not on the disk yet: save_revoked() tries again.
  void revoke(std::string_view name, Done done);
  void save_revoked();

 private:
  void publish();                                            ///< mutex_ held
  Result<void> save(const store::TokenRow& row, Done done);  ///< mutex_ held
  void finish_put(const store::TokenRow& row, const std::optional<store::TokenRow>& unsaved, bool kept);

  store::Store& store_;
  mutable std::mutex mutex_;  // protects what follows
  std::vector<store::TokenRow> rows_;
  std::map<std::string, store::TokenRow>
      unsaved_;  ///< by name: revoked ones whose row in the database says otherwise
  net::TokenTable table_;
};

}  // namespace shiptally::api
