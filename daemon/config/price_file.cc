// The strict reader of one price file.  The first error sticks; what is read after it is thrown away.

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <set>

#include "daemon/config/price_book.h"

namespace shiptally::config {
namespace {

constexpr std::int64_t kTokensMax = 1'000'000'000;
constexpr std::int64_t kSlotsMax = 1000;
constexpr std::int64_t kMachinesMax = 100'000;
/// Keeps the 128-bit numerators of daemon/normalise/pricing.cc far from their end.
constexpr std::int64_t kDollarsMax = 1'000'000;

class PriceFile {
 public:
  explicit PriceFile(std::string_view file_name) : file_name_(file_name) {}

  Result<PriceBook> read(const std::vector<YAML::Node>& documents) {
    for (const YAML::Node& root : documents) read_document(root);
    if (documents.empty()) read_document(YAML::Node());
    if (error_) return *error_;
    return std::move(book_);
  }

  Error refuse(const YAML::Mark& mark, std::string_view key, std::string_view reason) {
    const std::string line = mark.is_null() ? "1" : std::to_string(mark.line + 1);
    return {Code::invalid, file_name_ + ":" + line + ": " + std::string(key) + (key.empty() ? "" : ": ") +
                               std::string(reason)};
  }

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

  void fail(const YAML::Node& node, std::string_view key, std::string_view reason) {
    if (!error_) error_ = refuse(node.Mark(), key, reason);
  }

  /// A map with no other keys than these, and none twice.
  void check_keys(const YAML::Node& node, std::initializer_list<std::string_view> allowed) {
    if (!node.IsMap()) return fail(node, "", "expected a map");
    std::set<std::string> seen;
    for (const auto& item : node) {
      const std::string key = item.first.IsScalar() ? item.first.Scalar() : "";
      if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
        return fail(item.first, key, "unknown key");
      if (!seen.insert(key).second) return fail(item.first, key, "given twice");
    }
  }

  /// The child, or an undefined node; never adds one.
  static YAML::Node child(const YAML::Node& node, const char* key) {
    return node.IsMap() ? node[key] : YAML::Node(YAML::NodeType::Undefined);
  }

  std::string scalar(const YAML::Node& node, std::string_view key) {
    if (node.IsScalar() && !node.Scalar().empty()) return node.Scalar();
    fail(node, key, "expected a value");
    return {};
  }

  std::string text(const YAML::Node& parent, const char* key) {
    const YAML::Node node = child(parent, key);
    if (node) return scalar(node, key);
    fail(parent, key, "missing");
    return {};
  }

  std::vector<YAML::Node> list(const YAML::Node& parent, const char* key) {
    const YAML::Node node = child(parent, key);
    if (!node) return {};
    if (!node.IsSequence()) fail(node, key, "expected a list");
    return {node.begin(), node.end()};
  }

  std::int64_t whole(const YAML::Node& parent, const char* key, std::int64_t low, std::int64_t high) {
    const std::string value = text(parent, key);
    std::int64_t out = low;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (wrong != std::errc() || end != value.data() + value.size() || out < low || out > high)
      fail(child(parent, key) ? child(parent, key) : parent, key,
           "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return out;
  }

  Money money(const YAML::Node& parent, const char* key) {
    const Result<Money> amount = Money::parse(text(parent, key));
    if (error_) return {};
    if (!amount) return fail(child(parent, key), key, amount.error().message), Money();
    if (*amount < Money() || *amount > Money::from_dollars(kDollarsMax))
      fail(child(parent, key), key, "expected an amount from 0 to " + std::to_string(kDollarsMax));
    return *amount;
  }

  std::optional<Money> maybe_money(const YAML::Node& parent, const char* key) {
    if (!child(parent, key)) return std::nullopt;
    return money(parent, key);
  }

  Instant instant(const YAML::Node& parent, const char* key) {
    const Result<Instant> value = parse_instant(text(parent, key));
    if (error_) return {};
    if (!value) return fail(child(parent, key), key, value.error().message), Instant();
    return *value;
  }

  std::optional<Instant> maybe_instant(const YAML::Node& parent, const char* key, Instant from) {
    if (!child(parent, key)) return std::nullopt;
    const Instant value = instant(parent, key);
    if (value <= from) fail(child(parent, key), key, "not after `from`");
    return value;
  }

  std::string day(const YAML::Node& parent, const char* key) {
    instant(parent, key);
    std::string value = text(parent, key);
    if (value.size() != 10) fail(parent, key, "expected a date as in 2026-11-23");
    return value;
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

  void read_long_context(const YAML::Node& node, Price& price) {
    check_keys(node, {"above_tokens", "base", "tiers"});
    price.long_context_tokens = whole(node, "above_tokens", 1, kTokensMax);
    price.long_context = rates(node, "base");
    price.long_context_tiers = tiers(node);
  }

  Price read_price(const YAML::Node& node) {
    check_keys(node, {"from", "to", "source", "read_on", "base", "tiers", "long_context",
                      "per_1k_web_searches", "per_machine_hour", "slots"});
    Price price;
    price.from = instant(node, "from");
    price.to = maybe_instant(node, "to", price.from);
    price.source = text(node, "source");
    price.read_on = day(node, "read_on");
    price.per_1k_web_searches = maybe_money(node, "per_1k_web_searches");
    price.per_machine_hour = maybe_money(node, "per_machine_hour");
    if (price.per_machine_hour) {
      if (child(node, "base") || child(node, "tiers") || child(node, "long_context"))
        fail(node, "per_machine_hour", "a model by the hour has no price by the token");
      price.slots = static_cast<int>(whole(node, "slots", 1, kSlotsMax));
      return price;
    }
    if (child(node, "slots")) fail(node, "slots", "only with per_machine_hour");
    price.base = rates(node, "base");
    price.tiers = tiers(node);
    if (const YAML::Node cliff = child(node, "long_context")) read_long_context(cliff, price);
    return price;
  }

  void add_price(Price price, const std::string& provider, const std::string& model) {
    const std::string from = format_instant(price.from);
    price.provider = provider;
    price.model = model;
    price.id = provider + "/" + model + "@" + (from.ends_with("T00:00:00Z") ? from.substr(0, 10) : from);
    book_.prices.push_back(std::move(price));
  }

  /// The host sells tokens at the same prices; its other tiers and searches are its own business.
  static Price as_sold_elsewhere(Price price) {
    std::erase_if(price.tiers, [](const auto& tier) { return tier.first != "batch"; });
    std::erase_if(price.long_context_tiers, [](const auto& tier) { return tier.first != "batch"; });
    price.per_1k_web_searches.reset();
    return price;
  }

  void read_model(const YAML::Node& node, const std::string& provider) {
    check_keys(node, {"model", "aliases", "also_sold_by", "prices"});
    const std::string model = text(node, "model");
    std::vector<std::string> sellers = {provider};
    for (const YAML::Node& host : list(node, "also_sold_by")) sellers.push_back(scalar(host, "also_sold_by"));
    for (const YAML::Node& alias : list(node, "aliases"))
      for (const std::string& seller : sellers) add_alias(alias, {seller, scalar(alias, "aliases"), model});
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
    if (!alias_names_.emplace(alias.provider, alias.alias).second)
      fail(where, "aliases", alias.alias + " is given twice");
    book_.aliases.push_back(std::move(alias));
  }

  void read_alias(const YAML::Node& node) {
    check_keys(node, {"provider", "alias", "model"});
    add_alias(node, {text(node, "provider"), text(node, "alias"), text(node, "model")});
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

  std::string file_name_;
  PriceBook book_;
  std::set<std::string> models_;
  std::set<std::pair<std::string, std::string>> alias_names_;
  std::optional<Error> error_;
};

}  // namespace

Result<PriceBook> read_price_book(std::string_view text, std::string_view file_name) {
  PriceFile file(file_name);
  try {
    return file.read(YAML::LoadAll(std::string(text)));
  } catch (const YAML::Exception& e) {
    return file.refuse(e.mark, "", e.msg);
  }
}

}  // namespace shiptally::config
