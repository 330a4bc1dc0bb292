// The strict reader of one price file.

#include <algorithm>
#include <set>

#include "daemon/config/price_book.h"
#include "daemon/config/price_node.h"
#include "daemon/config/yaml_text.h"

namespace shiptally::config {
namespace {

constexpr std::int64_t kTokensMax = 1'000'000'000;
constexpr std::int64_t kSlotsMax = 1000;
constexpr std::int64_t kMachinesMax = 100'000;
// Other projects' lists of every model there is come to 2 MiB and some 60 providers.
constexpr YamlLimits kLimits = {.bytes = std::size_t{4} << 20, .documents = 1000};

class PriceFile : private PriceNodes {
 public:
  explicit PriceFile(std::string_view file_name) : PriceNodes(file_name) {}

  Result<PriceBook> read(const std::vector<YamlDocument>& documents) {
    for (const YamlDocument& document : documents) {
      begin_document(document.lines_before);
      read_document(document.root);
    }
    if (documents.empty()) read_document(YAML::Node());
    if (error()) return *error();
    return std::move(book_);
  }

  using PriceNodes::refusal;

 private:
  void read_document(const YAML::Node& root) {
    models_.clear();
    check_keys(root, {"provider", "models", "aliases", "fleet"});
    if (root.IsMap() && root["models"]) {
      const std::string provider = text(root, "provider");
      for (const YAML::Node& node : list(root, "models")) read_model(node, provider);
    }
    if (root.IsMap())
      for (const YAML::Node& node : list(root, "aliases")) read_alias(node);
    if (root.IsMap())
      for (const YAML::Node& node : list(root, "fleet")) read_fleet(node);
  }

  Rates rates(const YAML::Node& parent, const char* key) {
    const YAML::Node node = child(parent, key);
    if (!node) return fail(parent, key, "missing"), Rates();
    check_keys(node, {"input", "output", "cache_read", "cache_write_5m", "cache_write_1h"});
    return {money(node, "input"), money(node, "output"), maybe_money(node, "cache_read"),
            maybe_money(node, "cache_write_5m"), maybe_money(node, "cache_write_1h")};
  }

  std::map<std::string, Rates> tiers(const YAML::Node& parent) {
    std::map<std::string, Rates> out;
    const YAML::Node node = child(parent, "tiers");
    if (!node) return out;
    if (!node.IsMap()) return fail(node, "tiers", "expected a map"), out;
    for (const auto& item : node) {
      const std::string tier = scalar(item.first, "tiers");
      if (!out.emplace(tier, rates(node, tier.c_str())).second) fail(item.first, tier, "given twice");
    }
    return out;
  }

  /// One cliff, or a list of them.
  std::vector<ContextStep> long_context(const YAML::Node& parent) {
    std::vector<ContextStep> out;
    const YAML::Node given = child(parent, "long_context");
    if (!given) return out;
    const auto nodes = given.IsSequence() ? list(parent, "long_context") : std::vector<YAML::Node>{given};
    for (const YAML::Node& node : nodes) {
      check_keys(node, {"above_tokens", "base", "tiers"});
      ContextStep step{whole(node, "above_tokens", 1, kTokensMax), rates(node, "base"), tiers(node)};
      if (!out.empty() && out.back().above_tokens >= step.above_tokens)
        fail(node, "above_tokens", "not above the one before it");
      out.push_back(std::move(step));
    }
    return out;
  }

  TokenPrices token_prices(const YAML::Node& node) {
    return {rates(node, "base"), tiers(node), long_context(node)};
  }

  std::vector<DailyHours> hours(const YAML::Node& parent) {
    std::vector<DailyHours> out;
    for (const YAML::Node& node : list(parent, "hours")) {
      check_keys(node, {"from", "to", "base", "tiers", "long_context"});
      DailyHours hours{time_of_day(node, "from"), time_of_day(node, "to"), token_prices(node)};
      if (hours.from == hours.to) fail(node, "to", "no time after `from`");
      for (const DailyHours& other : out)
        if (shiptally::share_time(hours, other)) fail(node, "hours", "overlap with others of the price");
      out.push_back(std::move(hours));
    }
    return out;
  }

  std::map<std::string, RegionPrices, std::less<>> regions(const YAML::Node& parent) {
    std::map<std::string, RegionPrices, std::less<>> out;
    const YAML::Node given = child(parent, "regions");
    if (!given) return out;
    if (!given.IsMap()) return fail(given, "regions", "expected a map"), out;
    for (const auto& item : given) {
      const std::string name = scalar(item.first, "regions");
      const YAML::Node node = item.second;
      check_keys(node, {"factor", "base", "tiers", "long_context"});
      RegionPrices prices;
      const bool own = !child(node, "factor");
      if (own)
        prices.prices = token_prices(node);
      else
        prices.factor = ratio(node, "factor");
      if (!own && (child(node, "base") || child(node, "tiers") || child(node, "long_context")))
        fail(node, name, "a factor, or prices of its own");
      if (!out.emplace(name, std::move(prices)).second) fail(item.first, name, "given twice");
    }
    return out;
  }

  void read_machine(const YAML::Node& node, Price& price) {
    for (const char* key : {"base", "tiers", "long_context", "hours", "regions", "per_1k_requests"})
      if (child(node, key)) fail(node, "per_machine_hour", "a model by the hour has no price by the token");
    price.slots = static_cast<int>(whole(node, "slots", 1, kSlotsMax));
  }

  Price read_price(const YAML::Node& node) {
    check_keys(node, {"from", "to", "source", "read_on", "base", "tiers", "long_context", "hours", "regions",
                      "per_1k_web_searches", "per_1k_requests", "per_machine_hour", "slots"});
    Price price;
    price.from = instant(node, "from");
    price.to = maybe_instant(node, "to", price.from);
    price.source = text(node, "source");
    price.read_on = day(node, "read_on");
    price.per_1k_web_searches = maybe_money(node, "per_1k_web_searches");
    price.per_1k_requests = maybe_money(node, "per_1k_requests");
    price.per_machine_hour = maybe_money(node, "per_machine_hour");
    if (price.per_machine_hour) return read_machine(node, price), price;
    if (child(node, "slots")) fail(node, "slots", "only with per_machine_hour");
    static_cast<TokenPrices&>(price) = token_prices(node);
    price.hours = hours(node);
    price.regions = regions(node);
    return price;
  }

  void add_price(Price price, const std::string& provider, const std::string& model) {
    price.provider = provider;
    price.model = model;
    price.id = price_id(price);
    book_.prices.push_back(std::move(price));
  }

  /// The host sells tokens at the same prices; its other tiers, hours, regions and units are its own
  /// business.
  static Price as_sold_elsewhere(Price price) {
    std::erase_if(price.tiers, [](const auto& tier) { return tier.first != "batch"; });
    for (ContextStep& step : price.long_context)
      std::erase_if(step.tiers, [](const auto& tier) { return tier.first != "batch"; });
    price.hours.clear();
    price.regions.clear();
    price.per_1k_web_searches.reset();
    price.per_1k_requests.reset();
    return price;
  }

  void read_model(const YAML::Node& node, const std::string& provider) {
    check_keys(node, {"model", "aliases", "also_sold_by", "prices"});
    const std::string model = text(node, "model");
    std::vector<std::string> sellers = {provider};
    for (const YAML::Node& host : list(node, "also_sold_by")) sellers.push_back(scalar(host, "also_sold_by"));
    for (const YAML::Node& alias : list(node, "aliases"))
      for (const std::string& seller : sellers) add_alias(alias, alias_of(alias, seller, model));
    const std::vector<YAML::Node> prices = list(node, "prices");
    if (prices.empty()) fail(node, "prices", "missing");
    if (!models_.insert(model).second) fail(node, "model", model + " is given twice");
    std::optional<Price> before;
    for (const YAML::Node& item : prices) {
      const Price price = read_price(item);
      if (before && before->from >= price.from)
        fail(child(item, "from"), "from", "not after the entry before it");
      if (before && before->to && *before->to > price.from)
        fail(child(item, "from"), "from", "overlaps with the entry before it, which ends later");
      for (const std::string& seller : sellers)
        add_price(seller == provider ? price : as_sold_elsewhere(price), seller, model);
      before = price;
    }
  }

  void add_alias(const YAML::Node& where, ModelAlias alias) {
    std::vector<std::size_t>& places = alias_places_[{alias.provider, alias.alias}];
    for (const std::size_t place : places)
      if (share_time(book_.aliases[place], alias)) fail(where, "aliases", alias.alias + " is given twice");
    places.push_back(book_.aliases.size());
    book_.aliases.push_back(std::move(alias));
  }

  static bool share_time(const ModelAlias& a, const ModelAlias& b) {
    return (!a.to || !b.from || *b.from < *a.to) && (!b.to || !a.from || *a.from < *b.to);
  }

  /// A plain name, or one for some time.
  ModelAlias alias_of(const YAML::Node& node, const std::string& provider, const std::string& model) {
    if (!node.IsMap()) return {provider, scalar(node, "aliases"), model};
    check_keys(node, {"alias", "from", "to"});
    return during(node, {provider, text(node, "alias"), model});
  }

  ModelAlias during(const YAML::Node& node, ModelAlias alias) {
    alias.from = maybe_instant(node, "from", std::nullopt);
    alias.to = maybe_instant(node, "to", alias.from);
    return alias;
  }

  void read_alias(const YAML::Node& node) {
    check_keys(node, {"provider", "alias", "model", "from", "to"});
    add_alias(node, during(node, {text(node, "provider"), text(node, "alias"), text(node, "model")}));
  }

  void read_fleet(const YAML::Node& node) {
    check_keys(node, {"provider", "model", "machines", "from", "to"});
    Fleet fleet;
    fleet.provider = text(node, "provider");
    fleet.model = text(node, "model");
    fleet.machines = static_cast<int>(whole(node, "machines", 1, kMachinesMax));
    fleet.from = instant(node, "from");
    fleet.to = maybe_instant(node, "to", fleet.from);
    book_.fleet.push_back(std::move(fleet));
  }

  PriceBook book_;
  std::set<std::string> models_;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> alias_places_;
};

}  // namespace

Result<PriceBook> read_price_book(std::string_view text, std::string_view file_name) {
  PriceFile file(file_name);
  try {
    return file.read(read_yaml(text, kLimits));
  } catch (const YAML::Exception& e) {
    return file.refusal(e.mark, "", e.msg);
  }
}

}  // namespace shiptally::config
