#include "daemon/config/price_book.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "daemon/config/embedded.h"
#include "schema/base/hash.h"

namespace shiptally::config {
namespace {

auto key(const Price& p) { return std::tie(p.provider, p.model, p.from); }
auto key(const ModelAlias& a) { return std::tie(a.provider, a.alias); }
auto key(const Fleet& f) { return std::tie(f.provider, f.model); }

/// Appends `more` to `all`, where a later entry replaces the earlier ones of its key.
template <class T>
void take(std::vector<T>& all, std::vector<T>& more) {
  std::erase_if(all, [&](const T& old) {
    return std::any_of(more.begin(), more.end(), [&](const T& fresh) { return key(fresh) == key(old); });
  });
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// Nothing when all is well.  `prices` are sorted.
std::optional<Error> overlap(const std::vector<Price>& prices) {
  for (std::size_t i = 1; i < prices.size(); ++i) {
    const Price &a = prices[i - 1], &b = prices[i];
    if (a.provider != b.provider || a.model != b.model) continue;
    if (a.from == b.from) return invalid(b.id + ": from: two prices begin at the same instant");
    if (a.to && *a.to > b.from) return invalid(a.id + ": to: overlaps with " + b.id);
  }
  return std::nullopt;
}

std::optional<Error> dangling(const PriceBook& book) {
  for (const ModelAlias& a : book.aliases) {
    const bool known = std::any_of(book.prices.begin(), book.prices.end(), [&](const Price& p) {
      return p.provider == a.provider && p.model == a.model;
    });
    if (!known)
      return invalid("aliases: " + a.alias + ": " + a.provider + " has no price of a model \"" + a.model +
                     "\"");
  }
  return std::nullopt;
}

constexpr auto kMoney = [](Hasher& into, Money m) { into.text(m.str()); };
constexpr auto kTime = [](Hasher& into, Instant t) { into.number(to_ms(t)); };

std::int64_t count(const auto& list) { return static_cast<std::int64_t>(list.size()); }

void add(Hasher& h, const Rates& r) {
  kMoney(h, r.input), kMoney(h, r.output);
  h.maybe(r.cache_read, kMoney).maybe(r.cache_write_5m, kMoney).maybe(r.cache_write_1h, kMoney);
}

void add(Hasher& h, const std::map<std::string, Rates>& tiers) {
  h.number(count(tiers));
  for (const auto& [tier, rates] : tiers) add(h.text(tier), rates);
}

void add(Hasher& h, const TokenPrices& p) {
  add(h, p.base);
  add(h, p.tiers);
  h.number(count(p.long_context));
  for (const ContextStep& step : p.long_context) {
    add(h.number(step.above_tokens), step.base);
    add(h, step.tiers);
  }
}

void add(Hasher& h, const Ratio& r) { h.number(r.numerator).number(r.denominator); }

/// Everything that can change an amount.
void add(Hasher& h, const Price& p) {
  h.text(p.id).number(to_ms(p.from)).maybe(p.to, kTime);
  add(h, static_cast<const TokenPrices&>(p));
  h.number(count(p.hours));
  for (const DailyHours& hours : p.hours) {
    h.number(hours.from.count()).number(hours.to.count());
    add(h, hours.prices);
  }
  h.number(count(p.regions));
  for (const auto& [region, prices] : p.regions) {
    add(h.text(region), prices.factor);
    h.maybe(prices.prices, [](Hasher& into, const TokenPrices& own) { add(into, own); });
  }
  h.maybe(p.per_1k_web_searches, kMoney).maybe(p.per_1k_requests, kMoney);
  h.maybe(p.per_machine_hour, kMoney).number(p.slots);
  add(h, p.negotiated);
}

}  // namespace

std::string version_of(const PriceBook& book) {
  std::string newest;
  Hasher h;
  for (const Price& p : book.prices) {
    newest = std::max(newest, p.read_on);
    add(h, p);
  }
  for (const ModelAlias& a : book.aliases)
    h.text(a.provider).text(a.alias).text(a.model).maybe(a.from, kTime).maybe(a.to, kTime);
  for (const Fleet& f : book.fleet)
    h.text(f.provider).text(f.model).number(f.machines).number(to_ms(f.from)).maybe(f.to, kTime);
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(h.digest().high >> 32));
  return newest + "-" + digits;
}

std::string price_id(const Price& price) {
  const std::string from = format_instant(price.from);
  return price.provider + "/" + price.model + "@" +
         (from.ends_with("T00:00:00Z") ? from.substr(0, 10) : from);
}

Result<PriceBook> merge(std::vector<PriceBook> books) {
  PriceBook all;
  for (PriceBook& book : books) {
    take(all.prices, book.prices);
    take(all.aliases, book.aliases);
    take(all.fleet, book.fleet);
  }
  const auto by_key = [](const auto& a, const auto& b) { return key(a) < key(b); };
  std::stable_sort(all.prices.begin(), all.prices.end(), by_key);
  std::stable_sort(all.aliases.begin(), all.aliases.end(), [](const ModelAlias& a, const ModelAlias& b) {
    return std::tie(a.provider, a.alias, a.from) < std::tie(b.provider, b.alias, b.from);
  });
  std::stable_sort(all.fleet.begin(), all.fleet.end(), by_key);
  if (auto error = overlap(all.prices)) return *error;
  if (auto error = dangling(all)) return *error;
  all.version = version_of(all);
  return all;
}

Result<PriceBook> shipped_price_book() {
  std::vector<PriceBook> books;
  for (const EmbeddedFile& file : embedded_prices()) {
    Result<PriceBook> book = read_price_book(file.text, file.name);
    if (!book) return book.error();
    books.push_back(std::move(*book));
  }
  return merge(std::move(books));
}

}  // namespace shiptally::config
