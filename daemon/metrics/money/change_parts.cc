#include "daemon/metrics/money/change_parts.h"

#include <array>

namespace shiptally::metrics {
namespace {

constexpr TokenClass kPrompt[] = {TokenClass::input, TokenClass::cache_read, TokenClass::cache_write_5m,
                                  TokenClass::cache_write_1h};

Money cost(const CellSums& sums, TokenClass token_class) {
  return sums.cost[static_cast<std::size_t>(token_class)];
}

std::int64_t tokens(const CellSums& sums, TokenClass token_class) {
  switch (token_class) {
    case TokenClass::input:
      return sums.tokens.input;
    case TokenClass::cache_read:
      return sums.tokens.cache_read;
    case TokenClass::cache_write_5m:
      return sums.tokens.cache_write_5m;
    case TokenClass::cache_write_1h:
      return sums.tokens.cache_write_1h;
    case TokenClass::output:
      return sums.tokens.output;
    case TokenClass::other:
      break;
  }
  return 0;
}

std::int64_t prompt_tokens(const CellSums& sums) {
  std::int64_t sum = 0;
  for (const TokenClass each : kPrompt) sum += tokens(sums, each);
  return sum;
}

Money prompt_cost(const CellSums& sums) {
  Money sum;
  for (const TokenClass each : kPrompt) sum += cost(sums, each);
  return sum;
}

/// What `was` for `before` things makes for `now` of them; `is` where there were none.
Money grown(Money was, std::int64_t before, std::int64_t now, Money is) {
  return before > 0 ? was.scaled(now, before) : is;
}

/// What the requests of the day would have cost after each step.
struct Steps {
  Money mix, tokens_per_request, cache_share, price;
};

void add_model(const CellSums& day, const CellSums* comparable, Steps& steps) {
  const Money actual = total(day.cost);
  if (comparable == nullptr || comparable->requests <= 0) {
    for (Money* step : {&steps.mix, &steps.tokens_per_request, &steps.cache_share, &steps.price})
      *step += actual;
    return;
  }
  const CellSums& base = *comparable;
  steps.mix += total(base.cost).scaled(day.requests, base.requests);
  const Money other = cost(base, TokenClass::other).scaled(day.requests, base.requests);
  const Money output = grown(cost(base, TokenClass::output), base.tokens.output, day.tokens.output,
                             cost(day, TokenClass::output));
  steps.tokens_per_request +=
      grown(prompt_cost(base), prompt_tokens(base), prompt_tokens(day), prompt_cost(day)) + output + other;
  steps.cache_share += output + other;
  for (const TokenClass each : kPrompt)
    steps.cache_share += grown(cost(base, each), tokens(base, each), tokens(day, each), cost(day, each));
  steps.price += actual - cost(day, TokenClass::other) + other;
}

std::int64_t requests(const ModelSums& sums) {
  std::int64_t count = 0;
  for (const auto& [model, cells] : sums.models) count += cells.requests;
  return count;
}

}  // namespace

void ModelSums::add(const UsageDay& row) {
  idle += row.idle;
  if (row.sums.requests != 0) models[{row.provider, row.model}] += row.sums;
}

Money ModelSums::cost() const {
  Money sum = idle;
  for (const auto& [model, cells] : models) sum += total(cells.cost);
  return sum;
}

Money share(Money whole, Money part, Money of) {
  constexpr Int128 kMicro = Money::kPicoPerDollar / 1'000'000;  // picodollars squared do not fit beyond $10 M
  return of.pico() >= kMicro ? whole.scaled(part.pico() / kMicro, of.pico() / kMicro) : Money();
}

ChangeParts change_parts(const ModelSums& day, const ModelSums& comparable, Money expected) {
  const Money usual = comparable.cost();
  const Money idle = share(expected, comparable.idle, usual);
  Steps steps;
  for (const auto& [model, cells] : day.models) {
    const auto base = comparable.models.find(model);
    add_model(cells, base == comparable.models.end() ? nullptr : &base->second, steps);
  }
  const Money volume = grown(usual - comparable.idle, requests(comparable), requests(day), steps.mix);
  ChangeParts parts;
  parts.volume = volume + idle - expected;
  parts.mix = steps.mix - volume;
  parts.tokens_per_request = steps.tokens_per_request - steps.mix;
  parts.cache_share = steps.cache_share - steps.tokens_per_request;
  parts.price = steps.price - steps.cache_share;
  parts.other = day.cost() - idle - steps.price;
  return parts;
}

}  // namespace shiptally::metrics
