// Price files of our own form (YAML), and the ECB's exchange rates; the first byte chooses.

#include "daemon/config/exchange_rates.h"
#include "daemon/config/price_book.h"
#include "tests/fuzz/input.h"

namespace shiptally::config {
namespace {

void run(fuzz::Input input) {
  const std::size_t choice = input.choice(2);
  const std::string text(input.rest());
  if (choice == 1) return void(read_ecb_rates(text, "rates.csv"));
  const auto book = read_price_book(text, "prices.yaml");
  if (book.has_error() || book->prices.empty()) return;  // a file without prices is read and never written
  const std::string written = write_price_book(*book);
  const auto again = read_price_book(written, "written.yaml");
  fuzz::require(again.has_value(), "a price book reads back", written);
  fuzz::require(again->prices.size() == book->prices.size(), "with all of its prices", written);
}

}  // namespace
}  // namespace shiptally::config

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  shiptally::config::run({data, size});
  return 0;
}
