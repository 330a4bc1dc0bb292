#include "daemon/metrics/money/cost_groups.h"

#include <algorithm>
#include <map>
#include <set>

namespace shiptally::metrics {
namespace {

using GroupNames = std::vector<std::string>;

bool is_cost_dimension(Dimension d) {
  return d == Dimension::provider || d == Dimension::model || d == Dimension::service || d == Dimension::team;
}

/// Of a usage day or a charge.
template <class Row>
const std::string& value(const Row& row, Dimension d) {
  switch (d) {
    case Dimension::provider:
      return row.provider;
    case Dimension::model:
      return row.model;
    case Dimension::service:
      return row.service;
    default:
      return row.team;
  }
}

template <class Row>
GroupNames values(const Row& row, std::span<const Dimension> group_by) {
  GroupNames out;
  for (const Dimension d : group_by) out.push_back(value(row, d));
  return out;
}

bool allowed(const Filter& filter, const Charge& charge) {
  for (const Dimension d : {Dimension::provider, Dimension::model, Dimension::service, Dimension::team})
    if (!filter.allows(d, value(charge, d))) return false;
  return true;
}

Instant midnight(Instant t) { return std::chrono::floor<std::chrono::days>(t); }

/// Adds amounts to the days of one group.
class GroupDays {
 public:
  /// `known_end` is midnight.
  GroupDays(CostGroup& group, Window window, Instant known_end) : group_(group) {
    group.known.first = window.from;
    group.known.days.resize(static_cast<std::size_t>((known_end - window.from) / kOneDay));
    group.later.first = known_end;
    const Millis rest = window.to - known_end;
    group.later.days.resize(static_cast<std::size_t>((rest + kOneDay - Millis(1)) / kOneDay));
  }

  void add(Instant day, Money amount) {
    DailyCosts& costs = day < group_.later.first ? group_.known : group_.later;
    costs.days[static_cast<std::size_t>((day - costs.first) / kOneDay)] += amount;
  }

 private:
  CostGroup& group_;
};

struct Providers {
  std::map<std::string_view, Instant> last;  ///< day that each has billed last
  /// End of what is known of a group; `now` where nobody is awaited.
  Instant known_end(const std::set<std::string_view>& of, Instant now) const {
    Instant end = midnight(now);
    for (const std::string_view provider : of) {
      const auto found = last.find(provider);
      if (found == last.end()) continue;  // its daily charges are all ahead
      const Instant billed = found->second + kOneDay;
      if (billed + kBillsAwaited > now) end = std::min(end, billed);
    }
    return end;
  }
};

}  // namespace

Window period_of(Instant t, BudgetPeriod period) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(t - Millis(1)));
  const unsigned months = period == BudgetPeriod::month ? 1 : period == BudgetPeriod::quarter ? 3 : 12;
  const unsigned first = (static_cast<unsigned>(date.month()) - 1) / months * months + 1;
  const auto begin = date.year() / std::chrono::month(first);
  return {std::chrono::sys_days(begin / 1), std::chrono::sys_days((begin + std::chrono::months(months)) / 1)};
}

Result<void> check_cost_dimensions(std::span<const Dimension> group_by) {
  for (const Dimension d : group_by)
    if (!is_cost_dimension(d))
      return Error{Code::invalid,
                   "group_by: " + std::string(name(d)) + " is not one of provider, model, service, team"};
  return {};
}

CostGroup no_costs(Window window) {
  CostGroup group;
  const GroupDays days(group, window, midnight(window.to));
  return group;
}

std::vector<CostGroup> cost_groups(std::span<const UsageDay> rows, std::span<const Dimension> group_by,
                                   Window window) {
  std::map<GroupNames, std::vector<const UsageDay*>> by_values;
  for (const UsageDay& row : rows)
    if (window.contains(row.day)) by_values[values(row, group_by)].push_back(&row);
  std::vector<CostGroup> out;
  for (auto& [group_values, of_group] : by_values) {
    CostGroup& group = out.emplace_back();
    group.values = group_values;
    GroupDays days(group, window, midnight(window.to));
    for (const UsageDay* row : of_group) {
      days.add(row->day, total(row->sums.cost) + row->idle);
      if (row->day < group.later.first) group.rows.push_back(row);
    }
  }
  return out;
}

Instant booked_day(const BilledDay& row) {
  return std::clamp(row.day, row.month, next_month(row.month) - kOneDay);
}

std::vector<CostGroup> cost_groups(std::span<const BilledDay> rows, const Filter& filter,
                                   std::span<const Dimension> group_by, Window window) {
  std::map<GroupNames, std::vector<const BilledDay*>> by_values;
  Providers providers;
  const auto daily = daily_billers(rows);
  for (const BilledDay& row : rows) {
    const Instant day = booked_day(row);
    if (day >= window.to) continue;
    if (is_daily(*row.charge) || !daily.contains(row.charge->provider)) {
      Instant& last = providers.last.try_emplace(row.charge->provider, day).first->second;
      last = std::max(last, day);
    }
    if (day >= window.from && allowed(filter, *row.charge))
      by_values[values(*row.charge, group_by)].push_back(&row);
  }
  std::vector<CostGroup> out;
  for (auto& [group_values, of_group] : by_values) {
    CostGroup& group = out.emplace_back();
    group.values = group_values;
    std::set<std::string_view> of;
    for (const BilledDay* row : of_group) of.insert(row->charge->provider);
    GroupDays days(group, window, std::max(window.from, providers.known_end(of, window.to)));
    for (const BilledDay* row : of_group) days.add(booked_day(*row), row->usd.billed);
  }
  return out;
}

}  // namespace shiptally::metrics
