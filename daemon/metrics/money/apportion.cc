#include "daemon/metrics/money/apportion.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <stdexcept>

namespace shiptally::metrics {
namespace {

constexpr Int128 kSumMax = Int128{1} << 126;

struct Quotient {
  Int128 whole, rest;
};

/// amount * weight / sum without overflow: digit by digit in base 2, for what 128 bits cannot hold.
Quotient divide_long(Int128 amount, Int128 weight, Int128 sum) {
  Quotient out{amount / sum * weight, 0};
  const Int128 part = amount % sum;
  Int128 fraction = 0;
  const auto add = [&](Int128 more) {
    out.rest += more;
    if (out.rest < sum) return;
    out.rest -= sum;
    ++fraction;
  };
  for (int bit = 126; bit >= 0; --bit) {
    fraction *= 2;
    add(out.rest);
    if ((weight >> bit & 1) != 0) add(part);
  }
  out.whole += fraction;
  return out;
}

Quotient divide(Int128 amount, Int128 weight, Int128 sum) {
  Int128 product = 0;
  if (__builtin_mul_overflow(amount, weight, &product)) return divide_long(amount, weight, sum);
  return {product / sum, product % sum};
}

Int128 sum_of(std::span<const Int128> weights) {
  Int128 sum = 0;
  bool beyond = false;
  for (const Int128 weight : weights) beyond |= __builtin_add_overflow(sum, weight, &sum) || sum >= kSumMax;
  if (beyond) throw std::overflow_error("the weights of an allocation are too large to be added up");
  return sum;
}

}  // namespace

std::vector<Money> apportion(Money amount, std::span<const Int128> weights) {
  const Int128 sum = sum_of(weights);
  assert(sum > 0);
  const bool negative = amount < Money();
  Int128 left = negative ? -amount.pico() : amount.pico();
  std::vector<Quotient> parts;
  parts.reserve(weights.size());
  for (const Int128 weight : weights)
    parts.push_back(divide(negative ? -amount.pico() : amount.pico(), weight, sum));
  for (const Quotient& part : parts) left -= part.whole;
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(left), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      return parts[a].rest != parts[b].rest ? parts[a].rest > parts[b].rest : a < b;
                    });
  for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++parts[order[i]].whole;
  std::vector<Money> out;
  out.reserve(parts.size());
  for (const Quotient& part : parts) out.push_back(Money::from_pico(negative ? -part.whole : part.whole));
  return out;
}

std::vector<Amounts> apportion(const Amounts& amounts, std::span<const Int128> weights) {
  std::vector<Amounts> out(weights.size());
  const auto split = [&](Money Amounts::*amount) {
    const std::vector<Money> parts = apportion(amounts.*amount, weights);
    for (std::size_t i = 0; i < parts.size(); ++i) out[i].*amount = parts[i];
  };
  split(&Amounts::list);
  split(&Amounts::contracted);
  split(&Amounts::billed);
  split(&Amounts::effective);
  return out;
}

}  // namespace shiptally::metrics
