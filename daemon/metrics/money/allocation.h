#pragma once
// Who bears the bill: each charge's day is split among teams and services, in amounts that add up to it to
// the last picodollar (apportion.h).  Pure; README.md, "Allocation": allocated + unallocated = billed,
// exactly.
//
// Of one day of one charge the first of these that applies:
//  1. The bill's own tag: a charge with a team or a service goes there.
//  2. Usage of its model, where requests of the same provider and model are known: by their computed cost
//  that
//     day; by their tokens that day where none of them had a price; where there were none that day, or the
//     charge is for more than a day, by their computed cost, else their tokens, in the UTC month of the day.
//     Machines of our own that waited take part with their idle cost, and that part goes on to 3.
//  3. A rule, the first that fits, for charges without a model, models that nobody used, and idle machines:
//       proportional  to the computed cost (where nothing had a price, to the tokens) of the charge's
//       provider
//                     in the UTC month of the day, by team and service;
//       even          the same to each team that sent a request in that month, or to those that it lists;
//       fixed         by the shares that it gives; what they leave of the whole stays unallocated.
//  4. Nobody: it is unallocated, and says why.
// What requests without team and service used, is unallocated too.

#include <functional>
#include <span>
#include <string_view>

#include "daemon/metrics/money/billed.h"
#include "daemon/metrics/money/users.h"

namespace shiptally::metrics {

enum class AllocationMethod : std::uint8_t {
  tag,
  day_cost,
  day_tokens,
  month_cost,
  month_tokens,
  proportional,
  even,
  fixed,
  unallocated,
};
std::string_view name(AllocationMethod);

/// A part of a charge's day.  Its texts live as long as the charge, the usage and the rules.
struct Share {
  const BilledDay* day = nullptr;
  std::string_view team, service;  ///< empty: none
  AllocationMethod method = AllocationMethod::unallocated;
  std::string_view rule;    ///< the rule that said so, or that left it over; empty: none
  std::string_view reason;  ///< why nobody bears it; empty: somebody does
  bool idle = false;        ///< machines of our own that waited
  Amounts usd;
};

/// Splits charges.  Points into what it was given; immutable, so threads may share it.
class Allocator {
 public:
  /// `usage` is of whole UTC months, those of the days to be split; in any order.
  Allocator(std::span<const UsageDay> usage, std::span<const AllocationRule> rules);

  using Visit = std::function<void(const Share&)>;
  /// The parts of one day; those of nothing are left out.
  void split(const BilledDay& day, const Visit& visit) const;

 private:
  bool by_model(const Share& whole, const Visit& visit) const;
  void by_rule(Share whole, std::string_view otherwise, const Visit& visit) const;
  void by_parts(const Share& whole, const AllocationRule& rule, const Visit& visit) const;
  void among(const Share& whole, const Users& users, const Visit& visit) const;

  const UserIndex users_;
  const std::span<const AllocationRule> rules_;
};

}  // namespace shiptally::metrics
