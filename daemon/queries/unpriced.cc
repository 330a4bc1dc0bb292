#include "daemon/queries/unpriced.h"

#include <algorithm>

#include "schema/base/nearest.h"
#include "schema/series_fold.h"

namespace shiptally::queries {
namespace {

/// Whether the price lists a tier and these kinds of tokens; how many they are does not matter.
bool lists(const Price& price, std::string_view tier, const Tokens& tokens) {
  const auto some = [](std::int64_t count) { return std::min<std::int64_t>(count, 1); };
  Request one;
  one.series.tier = tier;
  one.tokens.input = some(tokens.input);
  one.tokens.cache_read = some(tokens.cache_read);
  one.tokens.cache_write_5m = some(tokens.cache_write_5m);
  one.tokens.cache_write_1h = some(tokens.cache_write_1h);
  one.tokens.output = some(tokens.output);
  one.tokens.web_searches = some(tokens.web_searches);
  return normalise::cost_at(price, one).has_value();
}

}  // namespace

std::string UnpricedFold::reason(const StoredCell& cell) const {
  const SeriesName& name = *cell.name;
  const auto prices = prices_.prices(name.provider, name.model);
  if (prices.empty()) return "no such model";
  const Price* price = normalise::price_at(prices, cell.start);
  if (price == nullptr) return "no price in force then";
  if (!lists(*price, name.tier, {})) return "tier not listed";
  return lists(*price, name.tier, cell.sums.tokens) ? "priced by now" : "bucket not listed";
}

void UnpricedFold::add(const StoredCell& cell) {
  if (cell.sums.unpriced == 0) return;
  const SeriesName& name = *cell.name;
  Key key(name.provider, name.model, name.tier, reason(cell));
  if (models_.size() >= kModelsMax && !models_.contains(key))
    key = {std::string(kOther), std::string(kOther), {}, std::get<3>(key)};
  const auto [at, is_new] = models_.try_emplace(std::move(key));
  UnpricedModel& model = at->second;
  if (is_new) model.first_day = cell.start;
  model.last_day = cell.start;
  model.sums += cell.sums;
}

/// One of the same provider, else one of any.
std::string UnpricedFold::nearest_priced(const std::string& provider, const std::string& model) const {
  for (const bool any : {false, true}) {
    std::vector<std::string_view> names;
    for (const Price& price : book_.prices)
      if (any || price.provider == provider) names.push_back(price.model);
    const std::string_view found = nearest(model, names);
    if (found.empty()) continue;
    const auto of = std::find_if(book_.prices.begin(), book_.prices.end(), [&](const Price& price) {
      return (any || price.provider == provider) && price.model == found;
    });
    return of->provider + "/" + of->model;
  }
  return {};
}

std::vector<UnpricedModel> UnpricedFold::models() const {
  std::vector<UnpricedModel> models;
  models.reserve(models_.size());
  for (const auto& [key, sums] : models_) {
    UnpricedModel& model = models.emplace_back(sums);
    std::tie(model.provider, model.model, model.tier, model.reason) = key;
    if (model.reason == "no such model") model.nearest = nearest_priced(model.provider, model.model);
  }
  return models;
}

Result<std::vector<UnpricedModel>> unpriced(const Context& context, const Query& query) {
  if (query.as_of)
    return Error{Code::invalid, "as_of: not supported here; unpriced models are reported as of now"};
  const Window days{std::chrono::floor<std::chrono::days>(query.window.from),
                    std::chrono::ceil<std::chrono::days>(query.window.to)};
  UnpricedFold fold(*context.rules.prices);
  const auto read = context.snapshot.cells(Level::day, days, query.filter, {.money = true},
                                           [&](const StoredCell& cell) { fold.add(cell); });
  if (read.has_error()) return read.error();
  return fold.models();
}

}  // namespace shiptally::queries
