#pragma once
// Who plays in the demo: teams, services and the models they call.  All words are plain ASCII without
// quotes, so they go into JSON as they are.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace shiptally::demo {

struct ModelCast {
  std::string_view provider;                       ///< as senders report it
  std::string_view reported;                       ///< model, as senders report it
  std::string_view priced_provider, priced_model;  ///< as the price book names it
  double overhead_ms;                              ///< until the first token
  double ms_per_token;                             ///< of output
  bool caches;                                     ///< its prompts are cached
  bool writes_cache;                               ///< and writing the cache is billed
};

struct ModelUse {
  std::size_t model;  ///< index into models()
  int share_percent;
};

struct ServiceCast {
  std::string_view name, team;
  std::string_view repo;       ///< two of them share one
  std::string_view directory;  ///< of its files in the repository, with a slash at its end; empty: all of it
  std::array<std::string_view, 2> routes;
  int share_percent;  ///< of all requests
  std::array<ModelUse, 2> uses;
  double input_tokens, cached_tokens, output_tokens;  ///< medians; cached 0: no caching
  int batch_percent;                                  ///< sent through the batch tier, at night
  bool streams;
  int deploys_per_week;
};

std::span<const ModelCast> models();
std::span<const ServiceCast> services();
std::span<const std::string_view> people();  ///< who write and review

/// Where the scripted events happen.
inline constexpr std::size_t kLatencyRegression =
    0;                                             ///< service whose answers slow down by 60 % for two days
inline constexpr std::size_t kCostRegression = 1;  ///< service whose requests grow by a third, for good
inline constexpr std::size_t kMachineTrouble = 5;  ///< service with an incident far from any deployment
inline constexpr std::string_view kOutageProvider = "openai";

/// Requests by hour of the day (UTC) and by day of the week (Sunday first), in parts of a thousand.
int hour_weight(int hour);
int weekday_weight(int weekday);

}  // namespace shiptally::demo
