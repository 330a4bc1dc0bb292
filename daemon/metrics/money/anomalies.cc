#include "daemon/metrics/money/anomalies.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace shiptally::metrics {
namespace {

constexpr int kComparable = 4;
constexpr Millis kOneWeek = 7 * kOneDay;

using UsageRows = std::span<const UsageDay* const>;

/// The group's rows of one day.
UsageRows of_day(const CostGroup& group, Instant day) {
  const auto begin = std::lower_bound(group.rows.begin(), group.rows.end(), day,
                                      [](const UsageDay* row, Instant t) { return row->day < t; });
  const auto end = std::upper_bound(begin, group.rows.end(), day,
                                    [](Instant t, const UsageDay* row) { return t < row->day; });
  return {begin, end};
}

struct Side {
  ModelSums sums;
  std::map<std::string, Money> models, services;

  void add(UsageRows rows) {
    for (const UsageDay* row : rows) {
      sums.add(*row);
      const Money cost = total(row->sums.cost) + row->idle;
      models[row->model] += cost;
      services[row->service] += cost;
    }
  }
};

std::optional<Contributor> most_off(const std::map<std::string, Money>& day,
                                    const std::map<std::string, Money>& comparable, Money usual,
                                    const OddDay& odd) {
  std::map<std::string, Money> changes = day;
  for (const auto& [name, cost] : comparable) changes[name] -= share(odd.expected, cost, usual);
  const bool more = odd.actual > odd.expected;
  std::optional<Contributor> most;
  for (const auto& [name, change] : changes)
    if (!most || (more ? change > most->change : change < most->change)) most = {name, change};
  return most;
}

std::string dollars(Money amount) {
  const bool negative = amount < Money();
  std::string text = to_cents(negative ? -amount : amount).str();
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos)
    text += ".00";
  else
    text.resize(std::max(text.size(), dot + 3), '0');
  return (negative ? "-$" : "$") + text;
}

std::string with_sign(Money amount) { return (amount < Money() ? "" : "+") + dollars(amount); }

/// "volume +$12.00, price -$1.50": the parts, the largest first, without those below a tenth of the change.
std::string told(const ChangeParts& parts) {
  std::array<std::pair<std::string_view, Money>, 6> named = {
      {{"volume", parts.volume},
       {"mix", parts.mix},
       {"tokens per request", parts.tokens_per_request},
       {"cache share", parts.cache_share},
       {"price", parts.price},
       {"other", parts.other}}};
  const auto size = [](Money m) { return m < Money() ? -m : m; };
  std::stable_sort(named.begin(), named.end(),
                   [&](const auto& a, const auto& b) { return size(a.second) > size(b.second); });
  std::string out;
  for (const auto& [name, amount] : named)
    if (size(amount).scaled(10, 1) >= size(named.front().second) && amount != Money())
      out.append(out.empty() ? "" : ", ").append(name).append(" ").append(with_sign(amount));
  return out;
}

std::string times(const OddDay& odd) {
  if (odd.expected <= Money()) return "where nothing was expected";
  const auto percent = std::llround((odd.actual.to_double() / odd.expected.to_double() - 1) * 100);
  const std::string by = std::to_string(std::llabs(percent)) + " %";
  return by + (percent < 0 ? " less" : " more") + " than the " + dollars(odd.expected) + " expected";
}

std::string sentence(const Anomaly& a) {
  std::string out = dollars(a.odd.actual) + ", " + times(a.odd);
  if (a.odd.kind == OddKind::leak) out += " by the weeks before, after creeping there for days";
  if (!a.parts) return out + "; a bill does not tell requests";
  if (const std::string parts = told(*a.parts); !parts.empty()) out += ": " + parts;
  if (a.model && !a.model->name.empty())
    out += "; most of it " + a.model->name + " (" + with_sign(a.model->change) + ")";
  return out;
}

void explain(const CostGroup& group, Anomaly& anomaly) {
  Side day, comparable;
  day.add(of_day(group, anomaly.day));
  const int first = anomaly.odd.kind == OddKind::leak ? 2 : 1;
  for (int back = first; back < first + kComparable; ++back)
    comparable.add(of_day(group, anomaly.day - back * kOneWeek));
  const Money usual = comparable.sums.cost();
  anomaly.parts = change_parts(day.sums, comparable.sums, anomaly.odd.expected);
  anomaly.model = most_off(day.models, comparable.models, usual, anomaly.odd);
  anomaly.service = most_off(day.services, comparable.services, usual, anomaly.odd);
}

}  // namespace

std::vector<Anomaly> anomalies(std::span<const CostGroup> groups, Instant from) {
  std::vector<Anomaly> out;
  for (const CostGroup& group : groups) {
    const Millis before = std::max(Millis(0), Millis(from - group.known.first));
    for (const OddDay& odd : odd_days(group.known, static_cast<std::size_t>(before / kOneDay))) {
      Anomaly& anomaly = out.emplace_back();
      anomaly.day = group.known.first + kOneDay * static_cast<std::int64_t>(odd.day);
      anomaly.values = group.values;
      anomaly.odd = odd;
      if (!group.rows.empty()) explain(group, anomaly);
      anomaly.why = sentence(anomaly);
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Anomaly& a, const Anomaly& b) {
    return std::tie(a.day, a.values) < std::tie(b.day, b.values);
  });
  return out;
}

}  // namespace shiptally::metrics
