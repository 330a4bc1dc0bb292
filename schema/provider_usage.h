#pragma once
// What a provider's own meter counted (its usage report), held against our logs.

#include <optional>
#include <string>

#include "schema/facts.h"
#include "schema/request.h"

namespace shiptally {

/// One row of a usage report: a span of time and what it is divided by.  Empty: not told, or not divided by
/// it.
struct ProviderUsage {
  FactId key;
  std::string provider;
  Instant from, to;
  std::string model;  ///< as requests name it, normalised
  std::string tier;   ///< service tier: "standard", "batch", "priority", …
  std::string region;
  std::string account;         ///< organisation
  std::string sub_account;     ///< workspace or project
  std::string api_key;         ///< the key's id, never the key
  std::string context_window;  ///< "0-200k", …
  Tokens tokens;
  std::optional<std::int64_t> requests;  ///< none when the provider does not count them
  std::optional<Instant> updated;
};

Finality finality(const ProviderUsage&);

}  // namespace shiptally
