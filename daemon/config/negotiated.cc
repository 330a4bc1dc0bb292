#include "daemon/config/negotiated.h"

#include <algorithm>
#include <set>

#include "daemon/config/price_book.h"
#include "schema/base/glob.h"

namespace shiptally::config {
namespace {

Reader into_factor(Ratio& out) {
  return [&out](const Value& value) {
    const auto text = value.scalar("a factor like \"0.85\"");
    if (!text) return;
    const auto factor = parse_ratio(*text);
    if (!factor) return value.fail(factor.error().message);
    out = *factor;
  };
}

void read_negotiated(const Value& value, std::vector<NegotiatedPrice>& all) {
  NegotiatedPrice one;
  std::optional<Instant> from;
  read_mapping(value, {{"provider", into_text(one.provider)},
                       {"models", into_texts(one.models)},
                       {"factor", into_factor(one.factor)},
                       {"from", into_instant(from)},
                       {"to", into_instant(one.to)},
                       {"source", into_text(one.source)}});
  if (!value.node.IsMap()) return;
  for (const char* key : {"provider", "factor", "from", "source"})
    if (!value.problems->line_of(value.key + "." + key)) value.fail(std::string(key) + " is missing");
  one.from = from.value_or(Instant());
  if (one.to && *one.to <= one.from) value.fail("to must be after from");
  all.push_back(std::move(one));
}

bool fits(const NegotiatedPrice& negotiated, const Price& price) {
  const auto& globs = negotiated.models;
  return negotiated.provider == price.provider && !price.per_machine_hour &&
         (globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
            return glob_matches(glob, price.model);
          }));
}

/// The price in its parts; `next` is when the model's next price begins.
std::vector<Price> parts(const Price& price, std::optional<Instant> next,
                         std::span<const NegotiatedPrice> negotiated) {
  const std::optional<Instant> end = price.to ? price.to : next;
  std::set<Instant> begins = {price.from};
  const auto cut = [&](std::optional<Instant> at) {
    if (at && *at > price.from && (!end || *at < *end)) begins.insert(*at);
  };
  for (const NegotiatedPrice& n : negotiated)
    if (fits(n, price)) cut(n.from), cut(n.to);
  std::vector<Price> out;
  for (auto at = begins.begin(); at != begins.end(); ++at) {
    Price& part = out.emplace_back(price);
    part.from = *at;
    part.to = std::next(at) == begins.end() ? price.to : std::optional(*std::next(at));
    part.id = price_id(part);
    for (const NegotiatedPrice& n : negotiated)
      if (fits(n, price) && n.from <= part.from && (!n.to || part.from < *n.to)) {
        part.negotiated = n.factor;
        part.source = price.source + "; negotiated: " + n.source;
      }
  }
  return out;
}

}  // namespace

Reader into_negotiated(std::vector<NegotiatedPrice>& out) {
  return [&out](const Value& value) {
    out.clear();
    read_list(value, [&out](const Value& element) { read_negotiated(element, out); });
  };
}

PriceBook negotiate(PriceBook book, std::span<const NegotiatedPrice> negotiated) {
  if (negotiated.empty()) return book;
  std::vector<Price> prices;
  for (std::size_t i = 0; i < book.prices.size(); ++i) {
    const Price& price = book.prices[i];
    std::optional<Instant> next;
    if (i + 1 < book.prices.size() && book.prices[i + 1].provider == price.provider &&
        book.prices[i + 1].model == price.model)
      next = book.prices[i + 1].from;
    for (Price& part : parts(price, next, negotiated)) prices.push_back(std::move(part));
  }
  book.prices = std::move(prices);
  book.version = version_of(book);
  return book;
}

}  // namespace shiptally::config
