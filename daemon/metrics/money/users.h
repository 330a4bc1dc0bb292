#pragma once
// Who used a model, a provider or anything at all, and how much of it: what a bill is split by.  Pure.

#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "daemon/metrics/requests/usage_days.h"

namespace shiptally::metrics {

/// Users with their weights, each more than 0; by (team, service).
struct Users {
  std::vector<std::pair<std::string_view, std::string_view>> who;  ///< team, service; empty: not told
  std::vector<Int128> weights;
  bool by_tokens = false;  ///< nothing of it had a price; else by computed cost, in picodollars
};

/// Keeps views into the usage.  Immutable, so threads may share it.
class UserIndex {
 public:
  /// In any order; what is of the same day, names and users adds up.
  explicit UserIndex(std::span<const UsageDay> usage);

  /// None where nobody used it.  Machines of our own that waited are the user (kIdle, kIdle).
  const Users* of_model_day(Instant day, std::string_view provider, std::string_view model) const;
  const Users* of_model_month(Instant month, std::string_view provider, std::string_view model) const;
  /// The same without idle machines.
  const Users* of_provider_month(Instant month, std::string_view provider) const;
  /// Teams that sent a request in the month, each with weight 1 and without a service.
  const Users* teams_of_month(Instant month) const;

 private:
  using Of = std::tuple<Instant, std::string_view, std::string_view>;  ///< provider, model
  std::map<Of, Users> model_days_, model_months_, provider_months_;
  std::map<Instant, Users> teams_;
};

}  // namespace shiptally::metrics
