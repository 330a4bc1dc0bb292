#pragma once
// Shares of a bill added up: one row for each month (or day) and whatever tells shares apart.  Pure.

#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/metrics/money/allocation.h"

namespace shiptally::metrics {

struct AllocationRow {
  Instant time;  ///< start of the billing month, or of the day
  std::string team, service, provider, model;
  AllocationMethod method = AllocationMethod::unallocated;
  std::string rule, reason;
  bool idle = false;
  Amounts usd;
};

enum class AllocationSpan : std::uint8_t { billing_month, day };

/// Adds shares up, in any order.  Keeps nothing that it was given.
class AllocationFold {
 public:
  explicit AllocationFold(AllocationSpan span) : span_(span) {}
  void add(const Share& share);
  /// Sorted by the members of a row, in their order.
  std::vector<AllocationRow> rows() const;

 private:
  /// Everything of a row but its amounts.
  using Key = std::tuple<Instant, std::string_view, std::string_view, std::string_view, std::string_view,
                         AllocationMethod, std::string_view, std::string_view, bool>;
  static Key key(const AllocationRow& row);
  static const Key& key(const Key& key) { return key; }
  struct Less {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return key(a) < key(b);
    }
  };
  const AllocationSpan span_;
  std::map<AllocationRow, Amounts, Less> sums_;
};

/// All of it at once.  `usage` is of whole UTC months, those of the days.
std::vector<AllocationRow> allocate(std::span<const BilledDay> days, std::span<const UsageDay> usage,
                                    std::span<const AllocationRule> rules, AllocationSpan span);

}  // namespace shiptally::metrics
