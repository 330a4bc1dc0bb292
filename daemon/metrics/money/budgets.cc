#include "daemon/metrics/money/budgets.h"

#include <algorithm>

#include "schema/base/json.h"

namespace shiptally::metrics {
namespace {

/// Whether `spent` is at least `percent` of `amount`, exactly.
bool reached(Money spent, Money amount, int percent) {
  return WideProduct(spent.pico(), 100) >= WideProduct(amount.pico(), percent);
}

/// Calls `take(day, spent at its end)` for each day of the period that is known, even in part.
template <class Take>
void each_known_day(const CostGroup& costs, Window period, Take take) {
  Money spent;
  for (const DailyCosts* part : {&costs.known, &costs.later})
    for (std::size_t i = 0; i < part->days.size(); ++i) {
      const Instant day = part->first + kOneDay * static_cast<std::int64_t>(i);
      if (period.contains(day)) take(day, spent += part->days[i]);
    }
}

std::optional<Instant> first_day_at(const CostGroup& costs, Window period, Money amount, int percent) {
  std::optional<Instant> found;
  each_known_day(costs, period, [&](Instant day, Money spent) {
    if (!found && reached(spent, amount, percent)) found = day;
  });
  return found;
}

/// The day on which the forecast's days bring the amount; not before `today`, for bills come late.
std::optional<Instant> expected_day(const BudgetState& state, const CostGroup& costs, Instant today) {
  Money spent = costs.known.sum(state.period);
  for (std::size_t i = 0; i < state.forecast.ahead.size(); ++i) {
    const Instant day = costs.known.end() + kOneDay * static_cast<std::int64_t>(i);
    if (!state.period.contains(day)) continue;
    spent += state.forecast.ahead[i];
    if (spent >= state.amount) return std::max(day, today);
  }
  return std::nullopt;
}

BudgetStatus status_of(const Budget& budget, const BudgetState& state) {
  if (state.spent > state.amount) return BudgetStatus::over;
  if (state.forecast.total && state.forecast.total->point > state.amount) return BudgetStatus::forecast_over;
  int last = 0;
  for (const int percent : budget.thresholds)
    if (percent < 100) last = percent;
  const bool warned = last > 0 && std::any_of(state.crossed.begin(), state.crossed.end(),
                                              [&](const CrossedThreshold& c) { return c.percent == last; });
  return warned ? BudgetStatus::warning : BudgetStatus::ok;
}

/// Quotes inside of a text are escaped, so that a member stands nowhere but between two others.
bool has_member(std::string_view tags, std::string_view member) {
  for (std::size_t at = tags.find(member); at != tags.npos; at = tags.find(member, at + 1)) {
    const std::size_t end = at + member.size();
    const bool begins = at > 0 && (tags[at - 1] == '{' || tags[at - 1] == ',');
    if (begins && end < tags.size() && (tags[end] == ',' || tags[end] == '}')) return true;
  }
  return false;
}

}  // namespace

std::string_view name(BudgetStatus status) {
  switch (status) {
    case BudgetStatus::ok:
      return "ok";
    case BudgetStatus::warning:
      return "warning";
    case BudgetStatus::forecast_over:
      return "forecast_over";
    case BudgetStatus::over:
      break;
  }
  return "over";
}

std::optional<Window> budget_window(const Budget& budget, Instant moment) {
  Window window = period_of(moment, budget.period);
  if (budget.from) window.from = std::max(window.from, *budget.from);
  if (budget.to) window.to = std::min(window.to, *budget.to);
  if (window.from >= window.to || window.from >= moment) return std::nullopt;
  return window;
}

BudgetState budget_state(const Budget& budget, Window period, const CostGroup& costs, Instant moment) {
  BudgetState out;
  out.period = period;
  out.amount = budget.amount;
  out.spent = costs.known.sum(period) + costs.later.sum(period);
  out.remaining = out.amount - out.spent;
  out.spent_ratio = out.spent.to_double() / out.amount.to_double();
  out.forecast = forecast(costs.known, period, costs.later.sum(period));
  for (const int percent : budget.thresholds)
    if (const auto day = first_day_at(costs, period, out.amount, percent))
      out.crossed.push_back({percent, *day});
  const Instant today = std::chrono::floor<std::chrono::days>(moment);
  out.days_left = std::max<std::int64_t>(0, (period.to - today) / kOneDay);
  out.exhausted = first_day_at(costs, period, out.amount, 100);
  if (!out.exhausted) out.exhausted = expected_day(out, costs, today);
  out.status = status_of(budget, out);
  return out;
}

std::vector<TagMember> tag_members(const Budget& budget) {
  std::vector<TagMember> out;
  for (const auto& [key, value] : budget.tags) {
    TagMember member;
    append_json_string(member.text, key);
    member.text += ':';
    member.bare = member.text + value;
    append_json_string(member.text, value);
    out.push_back(std::move(member));
  }
  return out;
}

bool has_members(std::string_view tags, const std::vector<TagMember>& members) {
  return std::all_of(members.begin(), members.end(), [&](const TagMember& member) {
    return has_member(tags, member.text) || has_member(tags, member.bare);
  });
}

}  // namespace shiptally::metrics
