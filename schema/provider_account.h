#pragma once
// An organisation at a provider whose usage and costs are asked for.  Filled by daemon/config.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "schema/base/instant.h"

namespace shiptally {

enum class Vendor : std::uint8_t { anthropic, openai };

struct ProviderAccount {
  std::string name;  ///< of the account: a part of its facts' source
  Vendor vendor = Vendor::anthropic;
  std::string key_file;                        ///< holds the admin key
  std::string base_url;                        ///< http or https, without a slash at the end
  Millis interval = std::chrono::minutes(60);  ///< between two polls of a report; at least a minute
  std::optional<Instant> since;  ///< the first day to ask for; none: 30 days before the first poll
  int restate_days = 3;          ///< days before today that are asked for again each time
  Millis deadline = std::chrono::seconds(30);  ///< for one page
  bool usage = true, costs = true;             ///< which reports
  friend bool operator==(const ProviderAccount&, const ProviderAccount&) = default;
};

}  // namespace shiptally
