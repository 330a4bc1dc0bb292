#pragma once
// What has no price, told by rollups and the price book of now.

#include <map>
#include <tuple>

#include "daemon/app/read_api.h"
#include "daemon/expose/unpriced_table.h"
#include "daemon/normalise/pricing.h"

namespace shiptally::app {

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
  std::vector<expose::UnpricedModel> models() const;

 private:
  std::string reason(const StoredCell& cell) const;
  std::string nearest_priced(const std::string& provider, const std::string& model) const;

  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  const PriceBook& book_;
  const normalise::PriceIndex prices_;
  std::map<Key, expose::UnpricedModel> models_;
};

/// GET /api/v1/unpriced: whole UTC days of the window.
Result<Table> unpriced(const ReadContext& context);

}  // namespace shiptally::app
