// LiteLLM's model_prices_and_context_window.json: {"azure/gpt-4o": {"litellm_provider": "azure",
// "input_cost_per_token": 2.5e-06, "output_cost_per_token_above_200k_tokens_priority": …}}.

#include <algorithm>
#include <charconv>

#include "collectors/price_lists/price_draft.h"

namespace shiptally::collectors {
namespace {

constexpr int kTokensPerPrice = 6;  // powers of ten: theirs are per token, ours per million
constexpr int kUnitsPerPrice = 3;   // and per thousand searches or requests

/// Of the prices of tokens, by region: "…_eu": 1.1.
constexpr std::string_view kRegionFactor = "regional_processing_uplift_multiplier_";

/// Longer names before their beginnings.
constexpr std::pair<std::string_view, Bucket> kLitellmBuckets[] = {
    {"cache_creation_input_token_cost_above_1hr", Bucket::cache_write_1h},
    {"cache_creation_input_token_cost", Bucket::cache_write_5m},
    {"cache_read_input_token_cost", Bucket::cache_read},
    {"input_cost_per_token_cache_hit", Bucket::cache_read},  // its older name
    {"input_cost_per_token", Bucket::input},
    {"output_cost_per_token", Bucket::output},
};

constexpr std::pair<std::string_view, std::string_view> kTiers[] = {
    {"_batches", "batch"}, {"_priority", "priority"}, {"_flex", "flex"}};

/// The price book has one price of output: fine while they are the same.
constexpr std::string_view kOutput = "output_cost_per_token", kReasoning = "output_cost_per_reasoning_token";

/// Which price a field gives.
struct FieldName {
  Bucket bucket{};
  std::string_view tier;  ///< empty: the ordinary one
  std::optional<std::int64_t> above_tokens;
};

/// "_above_200k_tokens" comes off the front.
bool take_threshold(std::string_view& rest, FieldName& out) {
  constexpr std::string_view kBefore = "_above_", kAfter = "k_tokens";
  if (!rest.starts_with(kBefore)) return false;
  std::int64_t thousands = 0;
  const char* const begin = rest.data() + kBefore.size();
  const auto [end, wrong] = std::from_chars(begin, rest.data() + rest.size(), thousands);
  const std::string_view after = rest.substr(static_cast<std::size_t>(end - rest.data()));
  if (wrong != std::errc() || thousands < 0 || thousands > 1'000'000 || !after.starts_with(kAfter))
    return false;
  out.above_tokens = thousands * 1000;
  rest = after.substr(kAfter.size());
  return true;
}

bool take_tier(std::string_view& rest, FieldName& out) {
  for (const auto& [suffix, tier] : kTiers) {
    if (!rest.starts_with(suffix)) continue;
    out.tier = tier;
    rest.remove_prefix(suffix.size());
    return true;
  }
  return false;
}

std::optional<FieldName> field_name(std::string_view key) {
  for (const auto& [begin, bucket] : kLitellmBuckets) {
    if (!key.starts_with(begin)) continue;
    FieldName out{bucket, {}, {}};
    std::string_view rest = key.substr(begin.size());
    while (take_threshold(rest, out) || take_tier(rest, out)) {
    }
    return rest.empty() ? std::optional(out) : std::nullopt;
  }
  return std::nullopt;
}

RatesDraft& rates_of(PriceDraft& draft, const FieldName& field) {
  if (field.above_tokens) {
    PriceDraft::Step& step = draft.above(*field.above_tokens);
    return field.tier.empty() ? step.base : step.tiers[std::string(field.tier)];
  }
  return field.tier.empty() ? draft.base : draft.tiers[std::string(field.tier)];
}

class LitellmPrices {
 public:
  explicit LitellmPrices(const PriceListOrigin& origin) : builder_(origin), json_(keep_) {}

  Result<PriceList> read(std::string_view body) {
    std::vector<Member> models, model;
    std::string error;
    if (!json_.members(body, models, error))
      return Error{Code::unreadable, "not LiteLLM's list of prices: " + error};
    for (const auto& [key, value, number] : models)
      if (value.type == Type::object && json_.members(value.raw, model, error))
        providers_.emplace(key, provider_of(model));
    for (const auto& [key, value, number] : models) {
      const std::string name(key);
      if (value.type == Type::object && json_.members(value.raw, model, error))
        read_model(name, model);
      else
        builder_.leave_out_model(name, "expected an object");
    }
    return builder_.finish();
  }

 private:
  void read_model(const std::string& key, const std::vector<Member>& model) {
    const std::string provider = provider_of(model);
    PriceDraft draft;
    for (const auto& [field, value, number] : model)
      if (value.type != Type::null) read_field(key, field, value, draft);
    if (key == "sample_spec") return builder_.leave_out_model(key, "the list's own example");
    if (provider.empty()) return builder_.leave_out_model(key, "no litellm_provider");
    auto price = builder_.price(key, draft, builder_.origin().from);
    if (!price) return builder_.leave_out_model(key, draft.refusal);
    const std::string name = plain_name(provider, key);
    builder_.add(provider, name, key, {std::move(*price)}, {key});
  }

  /// Empty without one.
  std::string provider_of(const std::vector<Member>& model) {
    std::string_view out;
    std::string error;
    for (const auto& [field, value, number] : model)
      if (field == "litellm_provider" && value.type == Type::string && json_.text(value, out, error))
        return std::string(out);
    return {};
  }

  /// "azure/gpt-4o" → "gpt-4o", unless that is another entry of the provider.
  std::string plain_name(const std::string& provider, const std::string& key) const {
    if (!key.starts_with(provider + "/") || key.size() == provider.size() + 1) return key;
    const std::string name = key.substr(provider.size() + 1);
    const auto other = providers_.find(name);
    return other != providers_.end() && other->second == provider ? key : name;
  }

  void read_field(const std::string& model, std::string_view key, const Value& value, PriceDraft& draft) {
    std::string reason;
    if (key == "search_context_cost_per_query") return read_searches(model, value, draft);
    if (key == "input_cost_per_request") {
      draft.per_1k_requests = list_price(value, kUnitsPerPrice, reason);
      if (!draft.per_1k_requests) draft.refuse(std::string(key) + ": " + reason);
      return;
    }
    if (key.starts_with(kRegionFactor)) {
      const auto factor = parse_ratio(value.raw);
      if (factor.has_error()) return draft.refuse(std::string(key) + ": " + factor.error().message);
      draft.regions.emplace(key.substr(kRegionFactor.size()), *factor);
      return;
    }
    if (const auto field = field_name(key == kReasoning ? kOutput : key)) {
      const auto amount = list_price(value, kTokensPerPrice, reason);
      if (!amount)
        draft.refuse(std::string(key) + ": " + reason);
      else if (rates_of(draft, *field).emplace(field->bucket, *amount).first->second != *amount)
        draft.refuse("two prices of one thing, one of them " + std::string(key));
      return;
    }
    if (key.find("cost") == std::string_view::npos && key.find("pricing") == std::string_view::npos) return;
    if (is_other_than_text(key))
      return builder_.leave_out(field_of(model, key), "the price book has no such price");
    draft.refuse("the price book has no " + std::string(key));
  }

  /// Three sizes of one search; the book knows one price.
  void read_searches(const std::string& model, const Value& value, PriceDraft& draft) {
    constexpr std::string_view kField = "search_context_cost_per_query";
    std::vector<Member> sizes;
    std::string reason;
    std::optional<Money> price;
    if (value.type != Type::object || !json_.members(value.raw, sizes, reason))
      return builder_.leave_out(field_of(model, kField), "expected an object");
    for (const Member& size : sizes) {
      const auto amount = list_price(size.value, kUnitsPerPrice, reason);
      if (!amount) return builder_.leave_out(field_of(model, kField), reason);
      if (price.value_or(*amount) != *amount)
        return builder_.leave_out(field_of(model, kField), "prices differ by the size of the search");
      price = amount;
    }
    draft.per_1k_web_searches = price;
  }

  std::map<std::string, std::string> providers_;  ///< of each key
  std::deque<std::string> keep_;
  PriceListBuilder builder_;
  Json json_;
};

}  // namespace

Result<PriceList> read_litellm_prices(std::string body, const PriceListOrigin& origin) {
  padded(body);
  return LitellmPrices(origin).read(body);
}

}  // namespace shiptally::collectors
