#pragma once
// The section `prices.negotiated`: what an organisation pays of the prices in the book.

#include <span>
#include <vector>

#include "daemon/config/value.h"
#include "schema/base/result.h"
#include "schema/price.h"

namespace shiptally::config {

Reader into_negotiated(std::vector<NegotiatedPrice>& out);

/// The book with every price that one of these fits cut where it begins and ends, and paid by its factor in
/// between; of several that fit at a time the last one counts.  Machines by the hour are left as they are.
/// `book` comes from merge().
PriceBook negotiate(PriceBook book, std::span<const NegotiatedPrice> negotiated);

}  // namespace shiptally::config
