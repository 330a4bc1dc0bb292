#include "daemon/normalise/pricing.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

namespace shiptally::normalise {
namespace {

constexpr std::int64_t kCountMax = 1'000'000'000;    // with prices below 10^6 USD every sum stays below 2^127
constexpr std::int64_t kTokensPerPrice = 1'000'000;  // prices are per million tokens
constexpr Int128 kSearchesPerPrice = 1'000;          // and per thousand searches
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
const Rates* rates_of(const Price& price, std::string_view tier, std::int64_t input_tokens) {
  const bool is_long = price.long_context_tokens && input_tokens > *price.long_context_tokens;
  if (is_base_tier(tier)) {
    if (!is_long) return &price.base;
    return price.long_context ? &*price.long_context : nullptr;
  }
  const auto& tiers = is_long ? price.long_context_tiers : price.tiers;
  const auto found = std::find_if(tiers.begin(), tiers.end(), [&](const auto& t) { return t.first == tier; });
  return found == tiers.end() ? nullptr : &found->second;
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

std::optional<CostParts> cost_at(const Price& price, const Request& request) {
  if (!in_range(request)) return std::nullopt;
  const Tokens& t = request.tokens;
  Numerators sums{};
  if (price.per_machine_hour) {
    // One of the machine's slots was taken for as long as the request ran; its tokens cost nothing.
    const Int128 denominator = kMicrosPerHour * price.slots;
    if (!adds(sums, TokenClass::other, request.latency_us, price.per_machine_hour, 1) ||
        !adds(sums, TokenClass::other, t.web_searches, price.per_1k_web_searches,
              denominator / kSearchesPerPrice))
      return std::nullopt;
    return split(sums, denominator);
  }
  const std::int64_t input = t.input + t.cache_read + t.cache_write_5m + t.cache_write_1h;
  const Rates* rates = rates_of(price, request.series.tier, input);
  if (!rates) return std::nullopt;
  const bool complete = adds(sums, TokenClass::input, t.input, rates->input, 1) &&
                        adds(sums, TokenClass::output, t.output, rates->output, 1) &&
                        adds(sums, TokenClass::cache_read, t.cache_read, rates->cache_read, 1) &&
                        adds(sums, TokenClass::cache_write_5m, t.cache_write_5m, rates->cache_write_5m, 1) &&
                        adds(sums, TokenClass::cache_write_1h, t.cache_write_1h, rates->cache_write_1h, 1) &&
                        adds(sums, TokenClass::other, t.web_searches, price.per_1k_web_searches,
                             kTokensPerPrice / kSearchesPerPrice);
  if (!complete) return std::nullopt;
  return split(sums, kTokensPerPrice);
}

std::optional<Priced> price_request(const PriceIndex& index, const Request& request) {
  const Price* price = price_at(index.prices(request.series.provider, request.series.model), request.ts);
  if (!price) return std::nullopt;
  auto parts = cost_at(*price, request);
  if (!parts) return std::nullopt;
  return Priced{*parts, price->id};
}

}  // namespace shiptally::normalise
