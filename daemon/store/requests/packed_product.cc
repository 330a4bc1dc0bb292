#include "daemon/store/requests/packed_product.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace shiptally::store {
namespace {

constexpr std::size_t kRatesMax = 255;  // so that a place fits a byte

enum ProductForm : char { kValues = 0, kProduct = 1 };

struct ProductRates {
  std::vector<std::int64_t> rates;
  std::vector<std::int64_t> places;  ///< of each row
};

/// None unless every value is exactly its factor times one of a few rates.
std::optional<ProductRates> rates_of(std::span<const std::int64_t> values,
                                     std::span<const std::int64_t> factors) {
  ProductRates out;
  out.places.reserve(values.size());
  std::int64_t place = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t value = values[i], factor = factors[i];
    const auto fits = [&](std::size_t at) {
      std::int64_t product = 0;
      return at < out.rates.size() && !__builtin_mul_overflow(factor, out.rates[at], &product) &&
             product == value;
    };
    if (!fits(static_cast<std::size_t>(place))) {
      std::size_t at = 0;
      while (at < out.rates.size() && !fits(at)) ++at;
      if (at == out.rates.size()) {
        if (factor == 0 ? value != 0 : factor == -1 || value % factor != 0) return std::nullopt;
        if (at == kRatesMax) return std::nullopt;
        out.rates.push_back(factor == 0 ? 0 : value / factor);
      }
      place = static_cast<std::int64_t>(at);
    }
    out.places.push_back(place);
  }
  return out;
}

}  // namespace

void PackedProduct::append(std::span<const std::int64_t> values, std::span<const std::int64_t> factors,
                           std::string& out) {
  const std::optional<ProductRates> rates = rates_of(values, factors);
  if (!rates) {
    out += kValues;
    return PackedColumn::append(values, out);
  }
  out += kProduct;
  put_varint(out, rates->rates.size());
  PackedColumn::append(rates->rates, out);
  PackedColumn::append(rates->places, out);
}

bool PackedProduct::take(std::string_view& bytes, std::size_t rows, PackedProduct& out) {
  if (bytes.empty() || bytes.front() < kValues || bytes.front() > kProduct) return false;
  out.is_product_ = bytes.front() == kProduct;
  bytes.remove_prefix(1);
  std::uint64_t count = 0;
  if (out.is_product_ && (!take_varint(bytes, count) || !PackedColumn::take(bytes, count, out.rates_)))
    return false;
  return PackedColumn::take(bytes, rows, out.column_);
}

}  // namespace shiptally::store
