#include "daemon/metrics/money/billed.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "daemon/metrics/money/daily_costs.h"

namespace shiptally::metrics {
namespace {

Instant day_of(Instant t) { return std::chrono::floor<std::chrono::days>(t); }

Money in_usd(Money amount, const FxRate* rate) {
  return rate == nullptr ? amount : amount.scaled(rate->numerator, rate->denominator);
}

/// What of `whole` has come due when `passed` of `length` has passed; differences of it add up exactly.
Amounts until(const Amounts& whole, Millis passed, Millis length) {
  const auto part = [&](Money amount) { return amount.scaled(passed.count(), length.count()); };
  return {part(whole.list), part(whole.contracted), part(whole.billed), part(whole.effective)};
}

Amounts minus(const Amounts& a, const Amounts& b) {
  return {a.list - b.list, a.contracted - b.contracted, a.billed - b.billed, a.effective - b.effective};
}

void spread_over_days(const Charge& charge, const FxRate* rate, const Amounts& whole,
                      std::vector<BilledDay>& out) {
  BilledDay part{&charge, rate, day_of(charge.from), billing_month(charge), whole};
  const Instant end = std::min(charge.to, next_month(month_of(charge.from)));
  if (end <= part.day + kOneDay) {
    out.push_back(part);
    return;
  }
  Amounts before;
  for (Instant day = part.day; day < end; day += kOneDay) {
    const Amounts now = until(whole, std::min(day + kOneDay, end) - charge.from, end - charge.from);
    part.day = day;
    part.usd = minus(now, before);
    out.push_back(part);
    before = now;
  }
}

}  // namespace

Amounts& Amounts::operator+=(const Amounts& o) {
  list += o.list;
  contracted += o.contracted;
  billed += o.billed;
  effective += o.effective;
  return *this;
}

const FxRate* rate_at(const FxTable& table, std::string_view currency, Instant t) {
  const auto after = std::upper_bound(table.begin(), table.end(), t, [&](Instant at, const FxRate& rate) {
    return std::tie(currency, at) < std::make_tuple(std::string_view(rate.currency), rate.from);
  });
  if (after == table.begin() || (after - 1)->currency != currency) return nullptr;
  return &*(after - 1);
}

Instant month_of(Instant t) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(t));
  return std::chrono::sys_days(day.year() / day.month() / 1);
}

Instant next_month(Instant month) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(month));
  return std::chrono::sys_days((day.year() / day.month() + std::chrono::months(1)) / 1);
}

bool is_daily(const Charge& charge) { return charge.to - charge.from <= kOneDay; }

Instant billing_month(const Charge& charge) { return month_of(charge.billing_period.value_or(charge.from)); }

Conversion converted(const Charge& charge, const FxTable& fx) {
  const bool dollars = charge.currency == "USD";
  const FxRate* rate = dollars ? nullptr : rate_at(fx, charge.currency, charge.from);
  if (!dollars && rate == nullptr) return {};
  return {rate, Amounts{in_usd(charge.list, rate), in_usd(charge.contracted, rate),
                        in_usd(charge.billed, rate), in_usd(charge.effective, rate)}};
}

std::set<std::string_view> daily_billers(std::span<const BilledDay> billed) {
  std::set<std::string_view> out;
  for (const BilledDay& b : billed)
    if (b.charge->category == "Usage" && is_daily(*b.charge)) out.insert(b.charge->provider);
  return out;
}

Billed billed_days(std::span<const Charge> charges, const FxTable& fx) {
  Billed out;
  for (const Charge& charge : charges) {
    const Conversion whole = converted(charge, fx);
    if (whole.usd)
      spread_over_days(charge, whole.rate, *whole.usd, out.days);
    else
      out.unconverted.push_back({&charge});
  }
  std::stable_sort(out.days.begin(), out.days.end(), [](const BilledDay& a, const BilledDay& b) {
    return std::tie(a.day, a.charge->key) < std::tie(b.day, b.charge->key);
  });
  return out;
}

}  // namespace shiptally::metrics
