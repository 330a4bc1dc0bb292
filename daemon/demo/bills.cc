#include "daemon/demo/bills.h"

#include <chrono>
#include <string>

#include "daemon/demo/cast.h"

namespace shiptally::demo {
namespace {

using Day = std::chrono::sys_days;

std::string date(Instant t) { return format_instant(t).substr(0, 10); }

/// Bills are in whole microdollars.
Money rounded(Money amount) {
  return Money::from_pico(divide_half_even(amount.pico(), 1'000'000) * 1'000'000);
}

Charge line(std::string_view provider, Window period, const char* category, std::string description,
            Money amount) {
  Charge c;
  c.provider = provider;
  c.from = period.from;
  c.to = period.to;
  c.category = category;
  c.description = std::move(description);
  c.service_name = "Model API";
  c.account = "demo";
  c.invoice = "demo-" + std::string(provider) + "-" + date(period.from).substr(0, 7);
  c.list = c.contracted = c.billed = c.effective = rounded(amount);
  return c;
}

/// One machine a model that runs on our own, paid whether it works or idles.
Charge machine_day(const Price& price, Window day) {
  Charge c = line(price.provider, day, "Usage", "machine hours", price.per_machine_hour->scaled(24, 1));
  c.service_name = "Machines";
  c.model = price.model;
  c.quantity = "24";
  c.unit = "Hours";
  return c;
}

Instant next_month(Instant t) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(t));
  return Day((day.year() / day.month() + std::chrono::months(1)) / 1);
}

/// What no request explains: a plan, storage that a European host bills in its own currency, and a credit for
/// the last days of the month before.
void add_monthly(Instant month, Instant earliest, std::vector<Charge>& out) {
  const Window period{month, next_month(month)};
  Charge plan = line("anthropic", period, "Purchase", "support plan", Money::from_dollars(150));
  plan.key = {"demo", "demo-charge-plan-" + date(month)};
  Charge storage = line("scaleway", period, "Usage", "object storage", Money::from_pico(42'900'000'000'000));
  storage.key = {"demo", "demo-charge-storage-" + date(month)};
  storage.service_name = "Object Storage";
  storage.currency = "EUR";
  storage.quantity = "3300";
  storage.unit = "GB";
  const Window last_days{month - std::chrono::days(3), month};
  Charge credit = line("openai", last_days, "Credit", "credit for failed requests", -Money::from_dollars(3));
  credit.key = {"demo", "demo-charge-credit-" + date(month)};
  credit.charge_class = "Correction";
  credit.billing_period = month;
  credit.invoice = "demo-openai-" + date(month).substr(0, 7);
  out.insert(out.end(), {plan, storage});
  if (last_days.from >= earliest) out.push_back(credit);
}

}  // namespace

void Meter::count(std::size_t model, Request request) {
  request.series.provider = models()[model].priced_provider;
  request.series.model = models()[model].priced_model;
  const auto priced = normalise::price_request(index_, request);
  if (!priced) return;
  const std::int64_t day = std::chrono::floor<std::chrono::days>(request.ts).time_since_epoch().count();
  Use& use = days_[{day, model}];
  const Tokens& t = request.tokens;
  use.cost += total(priced->parts);
  use.tokens += t.input + t.cache_read + t.cache_write_5m + t.cache_write_1h + t.output;
  Counted& counted = use.by_tier[request.series.tier == "batch" ? 1 : 0];
  counted.tokens.input += t.input;
  counted.tokens.cache_read += t.cache_read;
  counted.tokens.cache_write_5m += t.cache_write_5m;
  counted.tokens.output += t.output;
  ++counted.requests;
}

const Price* Meter::price(std::size_t model, Instant t) const {
  const auto prices = index_.prices(models()[model].priced_provider, models()[model].priced_model);
  return normalise::price_at(prices, t);
}

void Meter::each_day(Window window, std::uint64_t seed, const Visit& visit) const {
  Random random(seed, 7);
  for (const auto& [key, use] : days_) {
    const Instant from{std::chrono::days(key.first)};
    const Window day{from, from + std::chrono::days(1)};
    // Retries that no log has seen: 0.1 to 0.9 % more than our own count, and once a month or so 4 %.
    const std::int64_t drift_per_mille = random.chance(30'000) ? 40 : random.between(1, 9);
    if (day.from >= window.from && day.to <= window.to) visit(day, key.second, use, drift_per_mille);
  }
}

std::vector<Charge> Meter::bills(Window window, std::uint64_t seed) const {
  std::vector<Charge> out;
  each_day(window, seed, [&](Window day, std::size_t model, const Use& use, std::int64_t drift_per_mille) {
    const ModelCast& cast = models()[model];
    const Price* of_day = price(model, day.from);
    Charge charge;
    if (of_day && of_day->per_machine_hour) {
      charge = machine_day(*of_day, day);
    } else {
      charge = line(cast.priced_provider, day, "Usage", std::string(cast.priced_model) + " tokens",
                    use.cost.scaled(1000 + drift_per_mille, 1000));
      charge.model = cast.priced_model;
      charge.quantity = std::to_string(use.tokens * (1000 + drift_per_mille) / 1000);
      charge.unit = "Tokens";
    }
    charge.key = {"demo", "demo-charge-" + date(day.from) + "-" + std::string(cast.priced_model)};
    out.push_back(charge);
  });
  for (Instant month = next_month(window.from); next_month(month) <= window.to; month = next_month(month))
    add_monthly(month, window.from, out);
  return out;
}

std::vector<ProviderUsage> Meter::usage(Window window, std::uint64_t seed) const {
  constexpr std::array<const char*, 2> kTiers = {"standard", "batch"};
  std::vector<ProviderUsage> out;
  each_day(window, seed, [&](Window day, std::size_t model, const Use& use, std::int64_t drift_per_mille) {
    const ModelCast& cast = models()[model];
    const Price* of_day = price(model, day.from);
    if (of_day && of_day->per_machine_hour) return;  // our own machines have no such report
    const auto metered = [&](std::int64_t n) { return n * (1000 + drift_per_mille) / 1000; };
    for (std::size_t tier = 0; tier < kTiers.size(); ++tier) {
      const Counted& counted = use.by_tier[tier];
      if (counted.requests == 0) continue;
      ProviderUsage& row = out.emplace_back();
      row.key = {"demo",
                 "demo-usage-" + date(day.from) + "-" + std::string(cast.priced_model) + "-" + kTiers[tier]};
      row.provider = cast.priced_provider;
      row.from = day.from;
      row.to = day.to;
      row.model = cast.priced_model;
      row.tier = kTiers[tier];
      row.account = "demo";
      row.tokens.input = metered(counted.tokens.input);
      row.tokens.cache_read = metered(counted.tokens.cache_read);
      row.tokens.cache_write_5m = metered(counted.tokens.cache_write_5m);
      row.tokens.output = metered(counted.tokens.output);
      if (row.provider != "anthropic") row.requests = metered(counted.requests);
    }
  });
  return out;
}

}  // namespace shiptally::demo
