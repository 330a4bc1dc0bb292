#include "daemon/config/price_book.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "daemon/config/embedded.h"
#include "schema/hash.h"

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

Error invalid(std::string message) { return {Code::invalid, std::move(message)}; }

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

void add(Hasher& h, const Rates& r) {
  const auto money = [](Hasher& into, Money m) { into.text(m.str()); };
  h.text(r.input.str()).text(r.output.str());
  h.maybe(r.cache_read, money).maybe(r.cache_write_5m, money).maybe(r.cache_write_1h, money);
}

void add(Hasher& h, const std::map<std::string, Rates>& tiers) {
  h.number(static_cast<std::int64_t>(tiers.size()));
  for (const auto& [tier, rates] : tiers) add(h.text(tier), rates);
}

/// Everything that can change an amount.
void add(Hasher& h, const Price& p) {
  const auto money = [](Hasher& into, Money m) { into.text(m.str()); };
  h.text(p.id).number(to_ms(p.from)).maybe(p.to, [](Hasher& into, Instant t) { into.number(to_ms(t)); });
  add(h, p.base);
  h.maybe(p.long_context_tokens, [](Hasher& into, std::int64_t n) { into.number(n); });
  h.maybe(p.long_context, [](Hasher& into, const Rates& r) { add(into, r); });
  add(h, p.tiers);
  add(h, p.long_context_tiers);
  h.maybe(p.per_1k_web_searches, money).maybe(p.per_machine_hour, money).number(p.slots);
}

/// "2026-11-23-1f2e3d4c": the newest reading, and a hash of what is in force.
std::string version_of(const PriceBook& book) {
  std::string newest;
  Hasher h;
  for (const Price& p : book.prices) {
    newest = std::max(newest, p.read_on);
    add(h, p);
  }
  for (const ModelAlias& a : book.aliases) h.text(a.provider).text(a.alias).text(a.model);
  for (const Fleet& f : book.fleet) {
    h.text(f.provider).text(f.model).number(f.machines).number(to_ms(f.from));
    h.maybe(f.to, [](Hasher& into, Instant t) { into.number(to_ms(t)); });
  }
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(h.digest().high >> 32));
  return newest + "-" + digits;
}

}  // namespace

Result<PriceBook> merge(std::vector<PriceBook> books) {
  PriceBook all;
  for (PriceBook& book : books) {
    take(all.prices, book.prices);
    take(all.aliases, book.aliases);
    take(all.fleet, book.fleet);
  }
  const auto by_key = [](const auto& a, const auto& b) { return key(a) < key(b); };
  std::stable_sort(all.prices.begin(), all.prices.end(), by_key);
  std::stable_sort(all.aliases.begin(), all.aliases.end(), by_key);
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
