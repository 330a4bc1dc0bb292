#include "daemon/metrics/money/idle_cost.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>

namespace shiptally::metrics {
namespace {

using SoldModel = std::pair<std::string, std::string>;  ///< provider, model

Series idle_series(std::string_view provider, std::string_view model) {
  Series series;
  series.service = series.environment = series.team = series.route = kIdle;
  series.provider = provider;
  series.model = model;
  return series;
}

bool allows(const Filter& filter, const Series& series) {
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto d = static_cast<Dimension>(i);
    if (d != Dimension::token_class && !filter.allows(d, value_of(series, d))) return false;
  }
  return true;
}

std::set<SoldModel> models_asked(const PriceBook& book, const Filter& asked) {
  std::set<SoldModel> out;
  for (const Fleet& fleet : book.fleet)
    if (allows(asked, idle_series(fleet.provider, fleet.model))) out.emplace(fleet.provider, fleet.model);
  return out;
}

/// What the machines of a model cost by the hour, for a stretch of time.
struct HourlyRate {
  Window during;
  Int128 pico_per_hour;
};

std::vector<HourlyRate> hourly_rates(const PriceBook& book, const SoldModel& model, Instant until) {
  std::vector<HourlyRate> out;
  for (const Fleet& fleet : book.fleet) {
    if (SoldModel(fleet.provider, fleet.model) != model) continue;
    for (const Price& price : book.prices) {
      if (SoldModel(price.provider, price.model) != model || !price.per_machine_hour) continue;
      const Window during{std::max(fleet.from, price.from),
                          std::min({fleet.to.value_or(until), price.to.value_or(until), until})};
      if (during.from < during.to) out.push_back({during, price.per_machine_hour->pico() * fleet.machines});
    }
  }
  return out;
}

/// Rounded once a bucket, half-even.
Money machine_cost(std::span<const HourlyRate> rates, Window bucket) {
  constexpr Int128 kMsPerHour = 3'600'000;
  Money pico_ms_per_hour;
  for (const HourlyRate& rate : rates) {
    const Millis overlap = std::min(rate.during.to, bucket.to) - std::max(rate.during.from, bucket.from);
    if (overlap > Millis(0)) pico_ms_per_hour += Money::from_pico(rate.pico_per_hour * overlap.count());
  }
  return pico_ms_per_hour.scaled(1, kMsPerHour);
}

}  // namespace

Series series_of(const IdleCost& idle) { return idle_series(idle.provider, idle.model); }

std::optional<Filter> idle_filter(const PriceBook& book, const Filter& asked) {
  Filter filter;
  for (const auto& [provider, model] : models_asked(book, asked)) {
    filter[Dimension::provider].push_back(provider);
    filter[Dimension::model].push_back(model);
  }
  if (filter[Dimension::model].empty()) return std::nullopt;
  return filter;
}

std::vector<IdleCost> idle_costs(const PriceBook& book, const Filter& asked, std::span<const Window> buckets,
                                 std::span<const UsageGroup> computed, Instant until) {
  std::map<std::tuple<std::string, std::string, Instant>, Money> used;
  for (const UsageGroup& group : computed)
    used[{group.values.at(0), group.values.at(1), group.bucket.from}] += total(group.sum.cost);
  std::vector<IdleCost> out;
  for (const SoldModel& model : models_asked(book, asked)) {
    const auto rates = hourly_rates(book, model, until);
    for (const Window& bucket : buckets) {
      const auto found = used.find({model.first, model.second, bucket.from});
      const Money idle = machine_cost(rates, bucket) - (found == used.end() ? Money() : found->second);
      if (idle > Money()) out.push_back({bucket, model.first, model.second, idle});
    }
  }
  return out;
}

}  // namespace shiptally::metrics
