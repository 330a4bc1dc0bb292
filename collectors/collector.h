#pragma once
// A collector answers one question: what does this message say?  Bytes in, facts out.  No socket,
// clock, thread or SQL: proofs, limits and retries are written once, in daemon/net.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/base/instant.h"
#include "schema/batch.h"

namespace shiptally::collectors {

/// A message as it came, its content encoding already undone.
struct Delivery {
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  Instant now;  ///< arrival, at the latest; event times beyond now + 24 h are refused
  /// Requests of before are refused: older ones have expired, so whether one was stored is no longer known.
  Instant requests_from{};

  std::string_view header(std::string_view name) const;  ///< empty when absent
};

/// What a delivery said.  Rows are counted from 0; every row is in `facts`, `rejected` or `ignored`.
struct Decoded {
  FactBatch facts;
  std::vector<Rejection> rejected;
  std::size_t ignored = 0;  ///< understood, and of no use to us (GitHub's "star" event)
};

/// How a sender proves that the message is genuine.
enum class Proof {
  bearer,       ///< Authorization: Bearer, scope ingest
  github_hmac,  ///< X-Hub-Signature-256 over the raw body
};

struct Collector {
  std::string_view name;  ///< "github": label in counts, key of its secret in the config
  std::string_view path;  ///< "/hooks/github", "/v1/deployments"
  Proof proof;
  Urgency urgency;  ///< of what is posted to it
  /// Code::unreadable when the body cannot be read at all; rows that are wrong are in `rejected`.
  Result<Decoded> (*decode)(Delivery delivery);
};

/// Every collector there is; the one list (collectors/registry.cc).
std::span<const Collector> registry();

}  // namespace shiptally::collectors
