#include "daemon/metrics/money/reconciliation.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "daemon/metrics/money/daily_costs.h"

namespace shiptally::metrics {
namespace {

Money magnitude(Money m) { return m < Money() ? -m : m; }
bool opposite(Money a, Money b) { return (a < Money() && b > Money()) || (a > Money() && b < Money()); }

/// What is known of one model on one day, and what is not explained of it yet.
struct Day {
  Reconciliation row;
  std::int64_t counted = 0;  ///< requests behind the computed cost
  Money usage_billed;        ///< charges for the usage of the model
  bool is_billed = false;    ///< the provider's bill has usage of the day
  bool has_meter = false;
  Money usage, price, whole;  ///< metered - computed, billed - metered; or both in one
  Money usage_at_first;       ///< before neighbouring days made up for a part of it
};

using Model = std::pair<std::string, std::string>;
using DaysOfModel = std::map<Instant, Day>;
using Models = std::map<Model, DaysOfModel>;

Day& day_of(Models& models, Instant day, const std::string& provider, const std::string& model) {
  Day& found = models[{provider, model}][day];
  found.row.day = day;
  found.row.provider = provider;
  found.row.model = model;
  return found;
}

void add(Models& models, const UsageDay& u) {
  Day& day = day_of(models, u.day, u.provider, u.model);
  const CellSums& sums = u.sums;
  day.row.requests += sums.requests;
  day.row.unpriced += sums.unpriced;
  if (sums.requests > sums.unpriced || u.idle != Money())
    day.row.computed = day.row.computed.value_or(Money()) + total(sums.cost) + u.idle;
  day.counted += sums.requests - sums.unpriced;
  for (const ErrorClass c :
       {ErrorClass::client, ErrorClass::rate_limited, ErrorClass::provider, ErrorClass::timeout})
    day.counted -= sums.errors[static_cast<std::size_t>(c)];
}

void add(Models& models, const MeteredDay& m) {
  Day& day = day_of(models, m.day, m.provider, m.model);
  const bool first = !day.has_meter;
  const auto sum = [first](auto& into, const auto& more) {
    if (first)
      into = more;
    else if (into && more)
      *into += *more;
    else
      into.reset();
  };
  sum(day.row.metered, m.cost);
  sum(day.row.metered_requests, m.requests);
  day.has_meter = true;
}

void add(Models& models, const BilledDay& b) {
  Day& day = day_of(models, b.day, b.charge->provider, b.charge->model);
  day.row.billed = day.row.billed.value_or(Money()) + b.usd.billed;
  if (b.charge->model.empty() || b.charge->category != "Usage")
    day.row.parts.other_charges += b.usd.billed;
  else
    day.usage_billed += b.usd.billed;
}

void begin(Day& day) {
  const Money computed = day.row.computed.value_or(Money());
  if (!day.is_billed) {
    day.row.parts.unbilled = -computed;
    return;
  }
  if (!day.row.billed) day.row.billed = Money();
  if (day.row.metered) {
    day.usage = day.usage_at_first = *day.row.metered - computed;
    day.price = day.usage_billed - *day.row.metered;
  } else {
    day.whole = day.usage_billed - computed;
  }
}

/// What moves between neighbouring days of one kind of difference.
void take_boundary(DaysOfModel& days, Money Day::*difference) {
  const auto at = [&](Instant day) {
    const auto found = days.find(day);
    return found == days.end() ? Money() : found->second.*difference;
  };
  const auto offer = [&](Instant day) {
    const Money d = at(day);
    const bool both = opposite(d, at(day - kOneDay)) && opposite(d, at(day + kOneDay));
    return Money::from_pico(magnitude(d).pico() / (both ? 2 : 1));
  };
  std::map<Instant, Money> moved;
  for (const auto& [day, known] : days) {
    if (!opposite(known.*difference, at(day + kOneDay))) continue;
    const Money both = std::min(offer(day), offer(day + kOneDay));
    const Money here = known.*difference < Money() ? -both : both;
    moved[day] += here;
    moved[day + kOneDay] -= here;
  }
  for (const auto& [day, amount] : moved) {
    days[day].*difference -= amount;
    days[day].row.parts.time_boundary += amount;
  }
}

void end(Day& day) {
  Reconciliation& row = day.row;
  row.parts.prices = day.price;
  row.parts.unexplained = day.whole;
  if (!day.is_billed || !row.metered) return;
  if (day.counted <= 0)
    row.parts.missing_requests = day.usage;
  else if (row.metered_requests)
    row.parts.missing_requests =
        row.computed.value_or(Money()).scaled(*row.metered_requests - day.counted, day.counted);
  // Requests that a neighbouring day makes up for are not missing.
  if (day.usage != day.usage_at_first)
    row.parts.missing_requests =
        std::clamp(row.parts.missing_requests, std::min(Money(), day.usage), std::max(Money(), day.usage));
  row.parts.token_counts = day.usage - row.parts.missing_requests;
}

}  // namespace

DriftParts& DriftParts::operator+=(const DriftParts& o) {
  unbilled += o.unbilled;
  other_charges += o.other_charges;
  time_boundary += o.time_boundary;
  missing_requests += o.missing_requests;
  token_counts += o.token_counts;
  prices += o.prices;
  unexplained += o.unexplained;
  return *this;
}

Money DriftParts::total() const {
  return unbilled + other_charges + time_boundary + missing_requests + token_counts + prices + unexplained;
}

std::vector<Reconciliation> reconcile(std::span<const UsageDay> logged, std::span<const MeteredDay> metered,
                                      std::span<const BilledDay> billed, Window window) {
  Models models;
  for (const UsageDay& u : logged) add(models, u);
  for (const MeteredDay& m : metered) add(models, m);
  std::set<std::pair<std::string_view, Instant>> billed_days;
  for (const BilledDay& b : billed) {
    add(models, b);
    // A month's storage or seats do not tell how far the bill of the days has come.
    if (b.charge->category == "Usage" && (is_daily(*b.charge) || !b.charge->model.empty()))
      billed_days.emplace(b.charge->provider, b.day);
  }
  std::vector<Reconciliation> out;
  for (auto& [model, days] : models) {
    for (auto& [at, day] : days) {
      day.is_billed = billed_days.contains({model.first, at});
      begin(day);
    }
    for (Money Day::*difference : {&Day::usage, &Day::price, &Day::whole}) take_boundary(days, difference);
    for (auto& [at, day] : days) {
      end(day);
      if (window.contains(at)) out.push_back(std::move(day.row));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
  return out;
}

bool alarms(const MoneyRules& rules, Money drift, Money billed) {
  const Money off = magnitude(drift);
  return off > rules.drift_amount &&
         off.pico() > magnitude(billed).scaled(rules.drift_per_mille, 1000).pico();
}

}  // namespace shiptally::metrics
