#include "collectors/price_lists/price_draft.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace shiptally::collectors {
namespace {

constexpr std::int64_t kDollarsMax = 1'000'000;  // the bounds of our own price files
constexpr std::int64_t kTokensMaxOfTier = 1'000'000'000;

std::optional<Money> find(const RatesDraft& draft, Bucket bucket) {
  const auto found = draft.find(bucket);
  return found == draft.end() ? std::nullopt : std::optional(found->second);
}

/// "3e-06" times 10^6 → "3e0": the digits stay as they are.
std::optional<std::string> times_power(std::string_view number, int power) {
  const std::size_t mark = number.find_first_of("eE");
  int exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view digits = number.substr(mark + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (wrong != std::errc() || end != digits.data() + digits.size() || std::abs(exponent) > 100)
      return std::nullopt;
  }
  return std::string(number.substr(0, mark)) + "e" + std::to_string(exponent + power);
}

RatesDraft filled(RatesDraft draft, const RatesDraft& with) {
  draft.insert(with.begin(), with.end());
  return draft;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

auto amounts(const Rates& r) {
  return std::tie(r.input, r.output, r.cache_read, r.cache_write_5m, r.cache_write_1h);
}

bool same_tiers(const std::map<std::string, Rates>& a, const std::map<std::string, Rates>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && amounts(x.second) == amounts(y.second);
  });
}

bool same_tokens(const TokenPrices& a, const TokenPrices& b) {
  return amounts(a.base) == amounts(b.base) && same_tiers(a.tiers, b.tiers) &&
         std::equal(a.long_context.begin(), a.long_context.end(), b.long_context.begin(),
                    b.long_context.end(), [](const ContextStep& x, const ContextStep& y) {
                      return x.above_tokens == y.above_tokens && amounts(x.base) == amounts(y.base) &&
                             same_tiers(x.tiers, y.tiers);
                    });
}

/// Of prices that a list gives: regions have factors only.
bool same_price(const Price& a, const Price& b) {
  const auto plain = [](const Price& p) {
    return std::tie(p.from, p.to, p.per_1k_web_searches, p.per_1k_requests);
  };
  const auto same_hours = [](const DailyHours& x, const DailyHours& y) {
    return x.from == y.from && x.to == y.to && same_tokens(x.prices, y.prices);
  };
  const auto same_region = [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.factor == y.second.factor;
  };
  return plain(a) == plain(b) && same_tokens(a, b) &&
         std::equal(a.hours.begin(), a.hours.end(), b.hours.begin(), b.hours.end(), same_hours) &&
         std::equal(a.regions.begin(), a.regions.end(), b.regions.begin(), b.regions.end(), same_region);
}

}  // namespace

std::optional<Rates> complete(const RatesDraft& draft) {
  const auto input = find(draft, Bucket::input), output = find(draft, Bucket::output);
  if (!input || !output) return std::nullopt;
  return Rates{*input, *output, find(draft, Bucket::cache_read), find(draft, Bucket::cache_write_5m),
               find(draft, Bucket::cache_write_1h)};
}

std::optional<Money> list_price(const Value& value, int power, std::string& reason) {
  if (value.type != Type::number) {
    reason = "expected a number, got " + std::string(name(value.type));
    return std::nullopt;
  }
  const auto text = times_power(value.raw, power);
  const Result<Money> amount = text ? Money::parse(*text) : Error{Code::invalid, "not a number"};
  if (amount.has_error()) {
    reason = std::string(value.raw) + ": " + amount.error().message;
    return std::nullopt;
  }
  if (*amount >= Money() && *amount <= Money::from_dollars(kDollarsMax)) return *amount;
  reason = std::string(value.raw) + ": not a price";
  return std::nullopt;
}

PriceDraft::Step& PriceDraft::above(std::int64_t tokens) {
  if (tokens < 1 || tokens > kTokensMaxOfTier) refuse("a threshold of " + std::to_string(tokens));
  return steps[tokens];
}

bool is_other_than_text(std::string_view field) {
  for (const std::string_view word :
       {"audio", "image", "video", "pixel", "second", "character", "page", "storage", "session",
        "vector_store", "file_search", "grounding", "computer_use", "dbu"})
    if (field.find(word) != std::string_view::npos) return true;
  return false;
}

std::string field_of(const std::string& model, std::string_view field) {
  return model + ": " + std::string(field);
}

std::optional<Rates> PriceListBuilder::tier(const std::string& model, const std::string& name,
                                            const RatesDraft& draft) {
  const auto rates = complete(draft);
  if (!rates) leave_out(field_of(model, name), "no price of both input and output");
  return rates;
}

std::optional<Price> PriceListBuilder::price(const std::string& model, PriceDraft& draft, Instant from) {
  const auto base = complete(draft.base);
  if (draft.base.empty()) draft.refuse("no price by the token");
  if (!base) draft.refuse("no price of both input and output");
  if (base && base->input == Money() && base->output == Money())
    draft.refuse("a price of zero, which is free or unknown");
  if (!draft.refusal.empty()) return std::nullopt;
  Price price;
  price.from = from;
  price.source = origin_.source;
  price.read_on = origin_.read_on;
  price.base = *base;
  price.per_1k_web_searches = draft.per_1k_web_searches;
  for (const auto& [name, rates] : draft.tiers)
    if (const auto found = tier(model, name, rates)) price.tiers.emplace(name, *found);
  price.per_1k_requests = draft.per_1k_requests;
  for (const auto& [region, factor] : draft.regions) price.regions[region].factor = factor;
  PriceDraft::Step below{draft.base, draft.tiers};
  for (auto& [tokens, step] : draft.steps) {
    below.base = filled(step.base, below.base);
    ContextStep out{tokens, *complete(below.base), {}};
    for (auto& [name, rates] : step.tiers) {
      below.tiers[name] = filled(rates, below.tiers[name]);
      if (const auto found = tier(model, name + " above the threshold", below.tiers[name]))
        out.tiers.emplace(name, *found);
    }
    price.long_context.push_back(std::move(out));
  }
  return price;
}

void PriceListBuilder::add(std::string_view provider, const std::string& model, const std::string& full_name,
                           std::vector<Price> prices, std::vector<std::string> names) {
  const std::string seller = origin_.provider_name(provider);
  for (Price& price : prices) price.provider = seller;
  const auto [found, first] = models_.try_emplace(Name(seller, lower_case(model)));
  if (!first) return add_again(found->second, full_name, prices, std::move(names));
  found->second = {model, full_name, std::move(prices), std::move(names)};
}

void PriceListBuilder::add_again(Model& model, const std::string& full_name, const std::vector<Price>& prices,
                                 std::vector<std::string> names) {
  if (std::equal(prices.begin(), prices.end(), model.prices.begin(), model.prices.end(), same_price)) {
    model.names.insert(model.names.end(), names.begin(), names.end());
    return leave_out(full_name, "given again at the price of " + model.full_name);
  }
  if (!model.ambiguous) leave_out_model(model.full_name, "given twice, at different prices");
  leave_out_model(full_name, "given twice, at different prices");
  model.ambiguous = true;
}

void PriceListBuilder::add_names() {
  std::map<Name, ModelAlias> aliases;  // without a model: of several
  for (const auto& [key, model] : models_)
    for (const std::string& other : model.names) {
      const Name name(key.first, lower_case(other));
      if (model.ambiguous || models_.contains(name)) continue;
      const auto [found, first] = aliases.try_emplace(name, ModelAlias{key.first, other, model.name});
      if (!first && found->second.model != model.name) found->second.model.clear();
    }
  for (auto& [name, alias] : aliases) {
    if (alias.model.empty())
      leave_out(alias.provider + ": the name " + alias.alias, "several models have it");
    else
      list_.book.aliases.push_back(std::move(alias));
  }
}

PriceList PriceListBuilder::finish() {
  add_names();
  for (auto& [key, model] : models_) {
    if (model.ambiguous) continue;
    ++list_.models;
    for (Price& price : model.prices) {
      price.model = model.name;
      list_.book.prices.push_back(std::move(price));
    }
  }
  return std::move(list_);
}

}  // namespace shiptally::collectors
