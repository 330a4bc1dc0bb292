#include "schema/rollup.h"

namespace shiptally {
namespace {

/// sum += sign * part, bucket by bucket.
void add_tokens(Tokens& sum, const Tokens& part, int sign) {
  sum.input += sign * part.input;
  sum.cache_read += sign * part.cache_read;
  sum.cache_write_5m += sign * part.cache_write_5m;
  sum.cache_write_1h += sign * part.cache_write_1h;
  sum.output += sign * part.output;
  sum.reasoning += sign * part.reasoning;
  sum.web_searches += sign * part.web_searches;
}

void add_cost(CostParts& sum, const CostParts& part, int sign) {
  for (std::size_t i = 0; i < kTokenClasses; ++i) sum[i] += sign < 0 ? -part[i] : part[i];
}

}  // namespace

void Cell::add(const Request& row, int sign) {
  if (row.retracted) return;
  requests += sign;
  if (row.error != ErrorClass::none) errors[static_cast<std::size_t>(row.error)] += sign;
  // A call that still runs has no price yet; that is not a gap in the price book.
  if (!row.cost && row.final) unpriced += sign;
  if (row.cost) add_cost(cost, *row.cost, sign);
  add_tokens(tokens, row.tokens, sign);
  if (row.status != 0 || row.latency_us > 0) latency.add(row.latency_us, sign);
  if (row.ttft_us) ttft.add(*row.ttft_us, sign);
}

CellSums& CellSums::operator+=(const CellSums& other) {
  requests += other.requests;
  for (std::size_t i = 0; i < kErrorClasses; ++i) errors[i] += other.errors[i];
  unpriced += other.unpriced;
  add_tokens(tokens, other.tokens, 1);
  add_cost(cost, other.cost, 1);
  return *this;
}

Cell& Cell::operator+=(const Cell& other) {
  CellSums::operator+=(other);
  latency.merge(other.latency);
  ttft.merge(other.ttft);
  return *this;
}

}  // namespace shiptally
