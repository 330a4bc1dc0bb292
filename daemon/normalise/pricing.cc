#include "daemon/normalise/pricing.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

namespace shiptally::normalise {
namespace {

// With prices up to 10^6 USD and two factors of numerators up to 10^5 every sum stays below 2^127.
constexpr std::int64_t kCountMax = 1'000'000'000;
constexpr std::int64_t kTokensPerPrice = 1'000'000;  // prices are per million tokens
constexpr Int128 kUnitsPerPrice = 1'000;             // and per thousand searches or requests
constexpr Int128 kMicrosPerHour = 3'600'000'000;

/// Picodollars of each class times one common denominator.
using Numerators = std::array<Int128, kTokenClasses>;

bool adds(Numerators& sums, TokenClass into, std::int64_t count, const std::optional<Money>& price,
          Int128 scale) {
  if (count == 0) return true;
  if (!price) return false;
  sums[static_cast<std::size_t>(into)] += Int128{count} * price->pico() * scale;
  return true;
}

/// The rates that the whole request takes, output included; null when the vendor lists none.
const Rates* rates_of(const TokenPrices& prices, std::string_view tier, std::int64_t input_tokens) {
  const auto past = std::partition_point(prices.long_context.begin(), prices.long_context.end(),
                                         [&](const ContextStep& s) { return s.above_tokens < input_tokens; });
  const ContextStep* step = past == prices.long_context.begin() ? nullptr : &*std::prev(past);
  if (is_base_tier(tier)) return step ? &step->base : &prices.base;
  const auto& tiers = step ? step->tiers : prices.tiers;
  const auto found = std::find_if(tiers.begin(), tiers.end(), [&](const auto& t) { return t.first == tier; });
  return found == tiers.end() ? nullptr : &found->second;
}

/// What a request of that time and region pays for its tokens.
struct InForce {
  const TokenPrices* prices;
  Ratio factor;
};

InForce in_force(const Price& price, const Request& request) {
  InForce out{&price, {}};
  if (!price.hours.empty())
    if (const DailyHours* hours = hours_at(price, request.ts)) out.prices = &hours->prices;
  if (price.regions.empty()) return out;
  const auto region = price.regions.find(request.series.region);
  if (region == price.regions.end()) return out;
  if (region->second.prices) out.prices = &*region->second.prices;
  out.factor = region->second.factor;
  return out;
}

Int128 rounded(Int128 n, Int128 d) { return divide_half_even(n, d); }
/// The same for counts of at least 0 that fit a register: 128-bit division is a call.
std::int64_t rounded(std::int64_t n, std::int64_t d) {
  const std::int64_t whole = n / d, twice = n % d * 2;
  return whole + (twice > d || (twice == d && whole % 2 != 0) ? 1 : 0);
}

/// Rounds the sum once.  Each part is rounded down; what is missing to the sum goes to the largest.
template <class Integer, class Denominator>
CostParts split(const Numerators& sums, Denominator denominator) {
  Integer all = 0, rest = 0;
  std::size_t largest = 0;
  CostParts parts;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i] == 0) continue;
    const Integer sum = static_cast<Integer>(sums[i]), part = sum / denominator;
    all += sum;
    rest -= part;
    parts[i] = Money::from_pico(part);
    if (sums[i] > sums[largest]) largest = i;
  }
  rest += rounded(all, Integer{denominator});
  parts[largest] += Money::from_pico(rest);
  return parts;
}

CostParts split(const Numerators& sums, Int128 denominator) {
  constexpr Int128 kSmall = std::int64_t{1} << 60;  // six of them stay below 2^63
  const bool small = std::all_of(sums.begin(), sums.end(), [](Int128 n) { return n >= 0 && n <= kSmall; });
  if (!small || denominator > kSmall) return split<Int128>(sums, denominator);
  // The ordinary case with a denominator that the compiler knows: then it multiplies instead of dividing.
  if (denominator == kTokensPerPrice)
    return split<std::int64_t>(sums, std::integral_constant<std::int64_t, std::int64_t{kTokensPerPrice}>());
  return split<std::int64_t>(sums, static_cast<std::int64_t>(denominator));
}

bool in_range(const Request& r) {
  const Tokens& t = r.tokens;
  for (const std::int64_t n :
       {t.input, t.cache_read, t.cache_write_5m, t.cache_write_1h, t.output, t.web_searches})
    if (n < 0 || n > kCountMax) return false;
  return r.latency_us >= 0;
}

}  // namespace

PriceIndex::PriceIndex(const PriceBook& book) {
  sorted_.reserve(book.prices.size());
  for (const Price& p : book.prices) sorted_.push_back(&p);
  std::sort(sorted_.begin(), sorted_.end(), [](const Price* a, const Price* b) {
    return std::tie(a->provider, a->model, a->from) < std::tie(b->provider, b->model, b->from);
  });
}

std::span<const Price* const> PriceIndex::prices(std::string_view provider, std::string_view model) const {
  using Key = std::pair<std::string_view, std::string_view>;
  const auto key = [](const Price* p) { return Key(p->provider, p->model); };
  const Key wanted(provider, model);
  const auto first =
      std::partition_point(sorted_.begin(), sorted_.end(), [&](const Price* p) { return key(p) < wanted; });
  const auto last =
      std::partition_point(first, sorted_.end(), [&](const Price* p) { return key(p) == wanted; });
  return {first, last};
}

const Price* price_at(std::span<const Price* const> prices, Instant t) {
  const auto after =
      std::partition_point(prices.begin(), prices.end(), [&](const Price* p) { return p->from <= t; });
  if (after == prices.begin()) return nullptr;
  const Price* price = *std::prev(after);
  return price->to && t >= *price->to ? nullptr : price;
}

bool is_base_tier(std::string_view tier) {
  return tier.empty() || tier == "standard" || tier == "default" || tier == "on_demand" ||
         tier == "on-demand";
}

const DailyHours* hours_at(const Price& price, Instant t) {
  const auto since_midnight = t - std::chrono::floor<std::chrono::days>(t);
  for (const DailyHours& hours : price.hours) {
    const bool after = since_midnight >= hours.from, before = since_midnight < hours.to;
    if (hours.from < hours.to ? after && before : after || before) return &hours;
  }
  return nullptr;
}

namespace {

/// One of the machine's slots was taken for as long as the request ran; its tokens cost nothing.
std::optional<CostParts> machine_cost(const Price& price, const Request& request) {
  Numerators sums{};
  const Int128 denominator = kMicrosPerHour * price.slots;
  if (!adds(sums, TokenClass::other, request.latency_us, price.per_machine_hour, 1) ||
      !adds(sums, TokenClass::other, request.tokens.web_searches, price.per_1k_web_searches,
            denominator / kUnitsPerPrice))
    return std::nullopt;
  return split(sums, denominator);
}

/// What was used of each class at these rates, as numerators over tokens_per_price x the factor's.
bool add_tokens(Numerators& sums, const Tokens& t, const Rates& rates, Int128 factor) {
  return adds(sums, TokenClass::input, t.input, rates.input, factor) &&
         adds(sums, TokenClass::output, t.output, rates.output, factor) &&
         adds(sums, TokenClass::cache_read, t.cache_read, rates.cache_read, factor) &&
         adds(sums, TokenClass::cache_write_5m, t.cache_write_5m, rates.cache_write_5m, factor) &&
         adds(sums, TokenClass::cache_write_1h, t.cache_write_1h, rates.cache_write_1h, factor);
}

}  // namespace

Estimate estimate(const Price& price, const Request& request) {
  if (!in_range(request)) return {std::nullopt, Unpriced::bucket_not_listed};
  if (price.per_machine_hour) return {machine_cost(price, request), Unpriced::bucket_not_listed};
  const Tokens& t = request.tokens;
  const InForce now = in_force(price, request);
  const std::int64_t input = t.input + t.cache_read + t.cache_write_5m + t.cache_write_1h;
  const Rates* rates = rates_of(*now.prices, request.series.tier, input);
  if (!rates) return {std::nullopt, Unpriced::tier_not_listed};
  Numerators sums{};
  const Int128 unit = kTokensPerPrice / kUnitsPerPrice * now.factor.denominator;
  if (!add_tokens(sums, t, *rates, now.factor.numerator) ||
      !adds(sums, TokenClass::other, t.web_searches, price.per_1k_web_searches, unit))
    return {std::nullopt, Unpriced::bucket_not_listed};
  if (price.per_1k_requests && request.error == ErrorClass::none)
    adds(sums, TokenClass::other, 1, price.per_1k_requests, unit);
  Int128 denominator = Int128{kTokensPerPrice} * now.factor.denominator;
  if (price.negotiated != Ratio()) {
    for (Int128& sum : sums) sum *= price.negotiated.numerator;
    denominator *= price.negotiated.denominator;
  }
  return {split(sums, denominator), {}};
}

std::optional<CostParts> cost_at(const Price& price, const Request& request) {
  return estimate(price, request).parts;
}

Unpriced why_unpriced(std::span<const Price* const> prices, const Request& request) {
  if (prices.empty()) return Unpriced::no_such_model;
  const Price* price = price_at(prices, request.ts);
  return price == nullptr ? Unpriced::no_price_then : estimate(*price, request).reason;
}

std::string_view name(Unpriced reason) {
  constexpr std::string_view kNames[] = {"no such model", "no price in force then", "tier not listed",
                                         "bucket not listed"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::optional<Priced> price_request(const PriceIndex& index, const Request& request) {
  const Price* price = price_at(index.prices(request.series.provider, request.series.model), request.ts);
  if (!price) return std::nullopt;
  auto parts = cost_at(*price, request);
  if (!parts) return std::nullopt;
  return Priced{*parts, price->id};
}

}  // namespace shiptally::normalise
