#pragma once
// Who may do what.  Closed by default: without a credential only Access::open is granted (and reads
// from the same host, where the config opens them).

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/net/http.h"
#include "schema/base/result.h"

namespace shiptally::net {

/// What a token allows.  `admin` implies `read` and `ingest`, never `audit`: who administers must not be
/// able to watch the watchers unseen.
struct Scopes {
  bool read = false;
  bool ingest = false;
  bool admin = false;
  bool audit = false;
  friend bool operator==(const Scopes&, const Scopes&) = default;
};

/// "ingest,read" → Scopes.  An unknown or repeated name, or none at all, is an error that names it.
Result<Scopes> parse_scopes(std::string_view list);
/// In a fixed order: "read,ingest,admin,audit".
std::string format_scopes(const Scopes& scopes);

/// A token as it is kept: the token itself is shown once and stored nowhere.
struct Token {
  std::string name;
  std::string sha256;  ///< 32 raw bytes
  Scopes scopes;
};

/// The tokens in force.  Any thread may replace them; a reader keeps the snapshot that it took.
class TokenTable {
 public:
  using Snapshot = std::shared_ptr<const std::vector<Token>>;

  TokenTable() : tokens_(std::make_shared<const std::vector<Token>>()) {}
  explicit TokenTable(std::vector<Token> tokens)
      : tokens_(std::make_shared<const std::vector<Token>>(std::move(tokens))) {}

  void replace(std::vector<Token> tokens);
  Snapshot snapshot() const;

 private:
  mutable std::mutex mutex_;
  Snapshot tokens_;  ///< protected by mutex_; never null
};

struct AccessRules {
  TokenTable::Snapshot tokens;
  bool loopback_read = false;  ///< opens Access::read to this host
};

/// The name of the token that grants `access`, "unix" for the control socket, "loopback" for an opened
/// read, "" where nobody needs a name (open, signature).
///   unauthorised  no credential, or one that no token matches
///   forbidden     a token without the scope; the message names the scope
/// Takes `Authorization: Bearer <token>`, or Basic with the token as password (Prometheus and Grafana send
/// that).  Constant time over all tokens.  A loopback peer that comes through a proxy, or under a foreign
/// Host name (DNS rebinding), is nobody.
Result<std::string> authorise(const HttpRequest& request, Access access, const AccessRules& rules);

}  // namespace shiptally::net
