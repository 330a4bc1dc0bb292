#pragma once
// What the readers of price lists share: prices as they are found, field by field, and the list that is
// built of them.  Included in collectors only.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collectors/decode/json.h"
#include "collectors/price_lists/price_list.h"

namespace shiptally::collectors {

enum class Bucket : std::uint8_t { input, output, cache_read, cache_write_5m, cache_write_1h };

/// Prices of one tier, of which some may be missing yet.
using RatesDraft = std::map<Bucket, Money>;

/// None without a price of input and of output.
std::optional<Rates> complete(const RatesDraft& draft);

/// USD from the text of a JSON number times 10^`power`, digit for digit.  None, with the reason, for what
/// is no amount from 0 to 10^6 or is finer than a picodollar.
std::optional<Money> list_price(const Value& value, int power, std::string& reason);

/// One price as the lists give it.  The first thing it cannot say sticks.
struct PriceDraft {
  using Tiers = std::map<std::string, RatesDraft, std::less<>>;
  struct Step {
    RatesDraft base;
    Tiers tiers;
  };
  RatesDraft base;
  Tiers tiers;
  std::map<std::int64_t, Step> steps;  ///< by threshold
  std::optional<Money> per_1k_web_searches, per_1k_requests;
  std::map<std::string, Ratio> regions;
  std::string refusal;  ///< why there cannot be such a price; empty: there can

  void refuse(std::string reason) {
    if (refusal.empty()) refusal = std::move(reason);
  }
  /// What is said above a threshold; the rest is as below it.
  Step& above(std::int64_t tokens);
};

/// Whether a field prices something that a request of text does not use: it is left out, and the rest stays.
bool is_other_than_text(std::string_view field);

/// "acme/m-1: its name in the list", for messages.
std::string field_of(const std::string& model, std::string_view field);

/// Collects models by their names.
class PriceListBuilder {
 public:
  explicit PriceListBuilder(const PriceListOrigin& origin) : origin_(origin) {}

  void leave_out(std::string what, std::string reason) {
    list_.not_taken.push_back({std::move(what), std::move(reason)});
  }
  void leave_out_model(const std::string& model, std::string reason) {
    ++list_.models_left_out;
    leave_out(model, std::move(reason));
  }

  /// None, and the reason in the draft, when the draft cannot be a price.  Incomplete tiers are left out.
  std::optional<Price> price(const std::string& model, PriceDraft& draft, Instant from);
  /// At least one price; `full_name` is for messages, `names` are others of the model.  Of a model that is
  /// given at different prices none is taken, and neither is a name of several models.
  void add(std::string_view provider, const std::string& model, const std::string& full_name,
           std::vector<Price> prices, std::vector<std::string> names);
  PriceList finish();

  const PriceListOrigin& origin() const { return origin_; }

 private:
  std::optional<Rates> tier(const std::string& model, const std::string& name, const RatesDraft& draft);

  using Name = std::pair<std::string, std::string>;  ///< provider, name in lower case
  struct Model {
    std::string name;
    std::string full_name;
    std::vector<Price> prices;
    std::vector<std::string> names;
    bool ambiguous = false;
  };
  void add_again(Model& model, const std::string& full_name, const std::vector<Price>& prices,
                 std::vector<std::string> names);
  void add_names();

  const PriceListOrigin& origin_;
  PriceList list_;
  std::map<Name, Model> models_;
};

}  // namespace shiptally::collectors
