#include "daemon/normalise/scenario.h"

#include <algorithm>
#include <utility>

namespace shiptally::normalise {
namespace {

constexpr std::string_view kModel = "model:";
constexpr std::pair<std::string_view, Scenario::Kind> kNames[] = {
    {"batch", Scenario::Kind::batch},
    {"cache_1h", Scenario::Kind::cache_1h},
    {"cache_5m", Scenario::Kind::cache_5m},
    {"no_cache", Scenario::Kind::no_cache},
};

void change(Request& request, const Scenario& scenario) {
  Tokens& t = request.tokens;
  switch (scenario.kind) {
    case Scenario::Kind::model:
      request.series.provider = scenario.provider;
      request.series.model = scenario.model;
      break;
    case Scenario::Kind::batch:
      request.series.tier = "batch";
      break;
    case Scenario::Kind::cache_1h:
      t.cache_write_1h += std::exchange(t.cache_write_5m, 0);
      break;
    case Scenario::Kind::cache_5m:
      t.cache_write_5m += std::exchange(t.cache_write_1h, 0);
      break;
    case Scenario::Kind::no_cache:
      t.input += std::exchange(t.cache_read, 0) + std::exchange(t.cache_write_5m, 0) +
                 std::exchange(t.cache_write_1h, 0);
      break;
  }
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, const PriceIndex& index) {
  const auto invalid = [](const std::string& reason) { return Error{Code::invalid, "scenario: " + reason}; };
  for (const auto& [name, kind] : kNames)
    if (text == name) return Scenario{kind, {}, {}};
  const std::size_t slash = text.find('/');
  if (!text.starts_with(kModel) || slash == text.npos)
    return invalid("model:PROVIDER/MODEL, batch, cache_1h, cache_5m or no_cache");
  const Scenario scenario{Scenario::Kind::model,
                          std::string(text.substr(kModel.size(), slash - kModel.size())),
                          std::string(text.substr(slash + 1))};
  const auto prices = index.prices(scenario.provider, scenario.model);
  if (prices.empty())
    return invalid("the price book has no model " + std::string(text.substr(kModel.size())));
  if (std::all_of(prices.begin(), prices.end(),
                  [](const Price* p) { return p->per_machine_hour.has_value(); }))
    return invalid("a machine is paid by the hour, not by the request");
  return scenario;
}

std::string_view assumption(const Scenario& scenario) {
  switch (scenario.kind) {
    case Scenario::Kind::model:
      return "the same requests, with the same tokens in each bucket, at the other model's prices of their "
             "time";
    case Scenario::Kind::batch:
      return "the same requests with the same tokens, all as batches";
    case Scenario::Kind::cache_1h:
      return "the same cache reads, every cache write for an hour";
    case Scenario::Kind::cache_5m:
      return "the same cache reads, every cache write for five minutes";
    case Scenario::Kind::no_cache:
      break;
  }
  return "the same tokens, all of them uncached input";
}

std::optional<Money> cost_in(const Scenario& scenario, const PriceIndex& index, const Request& request) {
  Request changed = request;
  change(changed, scenario);
  const Price* price = price_at(index.prices(changed.series.provider, changed.series.model), changed.ts);
  if (price == nullptr || price->per_machine_hour) return {};
  const auto parts = cost_at(*price, changed);
  if (!parts) return {};
  return total(*parts);
}

}  // namespace shiptally::normalise
