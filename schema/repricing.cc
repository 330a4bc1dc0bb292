#include "schema/repricing.h"

namespace shiptally {

void RepricingTally::add(const Request& before, const std::optional<CostParts>& cost) {
  const Instant day = std::chrono::floor<std::chrono::days>(before.ts);
  const auto& [provider, model] = std::tie(before.series.provider, before.series.model);
  auto found = changes_.find(KeyView(day, provider, model));
  if (found == changes_.end()) found = changes_.try_emplace(Key(day, provider, model)).first;
  RepricingChange& change = found->second;
  ++change.requests;
  change.newly_priced += !before.cost && cost;
  change.newly_unpriced += before.cost && !cost;
  if (before.cost) change.old_cost += total(*before.cost);
  if (cost) change.new_cost += total(*cost);
}

std::vector<RepricingChange> RepricingTally::changes(std::int64_t number) const {
  std::vector<RepricingChange> changes;
  changes.reserve(changes_.size());
  for (const auto& [key, sums] : changes_) {
    RepricingChange& change = changes.emplace_back(sums);
    change.number = number;
    std::tie(change.day, change.provider, change.model) = key;
  }
  return changes;
}

}  // namespace shiptally
