// Other projects' lists of prices; the first byte chooses which.

#include "collectors/price_lists/price_list.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shiptally;
  fuzz::Input input(data, size);
  const auto read = input.choice(2) == 0 ? collectors::read_genai_prices : collectors::read_litellm_prices;
  const collectors::PriceListOrigin origin{"fuzz", "2026-06-01", fuzz::kNow,
                                           [](std::string_view name) { return std::string(name); }};
  const auto list = read(fuzz::body_of(input.rest()), origin);
  if (list.has_error()) return 0;
  for (const Price& price : list->book.prices)
    fuzz::require(!price.model.empty() && !price.provider.empty(), "a price is of a model of somebody's");
  return 0;
}
