#pragma once
// What has no price, by the rollups and the price book in force now.

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/normalise/pricing.h"
#include "daemon/queries/context.h"
#include "schema/rollup.h"

namespace shiptally::queries {

/// Requests of a model and tier that have no price for one reason.
struct UnpricedModel {
  std::string provider, model, tier, reason;
  std::string nearest;          ///< a priced model with a name alike; empty: none
  Instant first_day, last_day;  ///< UTC
  /// Of those days' requests of that model and tier: all of them, and of these the unpriced ones.
  CellSums sums;
};

/// Adds up days by provider, model, tier and reason.  The reason is what the book says of the start of a day:
///   no such model           none of that provider and name; `nearest` may say which was meant
///   no price in force then
///   tier not listed
///   bucket not listed       cached tokens or searches of a kind that the price does not list
///   priced by now           the book has a price that it had not when they came: reprice them
class UnpricedFold {
 public:
  explicit UnpricedFold(const PriceBook& book) : book_(book), prices_(book) {}

  /// Models told apart; those that come later are one, "other".
  static constexpr std::size_t kModelsMax = 1'000;

  /// A cell of a UTC day; ascending by day.
  void add(const StoredCell& cell);
  /// By provider, model, tier and reason.
  std::vector<UnpricedModel> models() const;

 private:
  std::string reason(const StoredCell& cell) const;
  std::string nearest_priced(const std::string& provider, const std::string& model) const;

  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  const PriceBook& book_;
  const normalise::PriceIndex prices_;
  std::map<Key, UnpricedModel> models_;
};

/// Of the whole UTC days of the window.  Code::invalid by as_of.
Result<std::vector<UnpricedModel>> unpriced(const Context& context, const Query& query);

}  // namespace shiptally::queries
