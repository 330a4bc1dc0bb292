// What the price book says, and what differs between two of its files.

#include <iostream>

#include "daemon/app/rules.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/config/price_book.h"
#include "daemon/normalise/model_name.h"
#include "daemon/normalise/price_fields.h"
#include "daemon/normalise/pricing.h"
#include "schema/base/read_file.h"

namespace shiptally::cli {
namespace {

void print(const Price& price, const normalise::ModelName& name, const std::string& version) {
  std::cout << price.id << "\nsource: " << price.source << "\nread on: " << price.read_on
            << "\nbook: " << version << "\nfrom: " << format_instant(price.from) << '\n';
  for (const auto& [field, value] : normalise::price_fields(price))
    std::cout << field << ": " << value << '\n';
  if (name.regional && price.tiers.contains("regional"))
    std::cout << "a regional endpoint: its standard tier is \"regional\"\n";
  std::cout << "(USD; by the token: per million tokens)\n";
}

Result<PriceBook> read_book(const std::string& file) {
  const auto text = read_file(file);
  if (text.has_error()) return text.error();
  return config::read_price_book(*text, file);
}

void print(const normalise::PriceDifference& difference) {
  using Kind = normalise::PriceDifference::Kind;
  const auto shown = [](const std::string& value) { return value.empty() ? std::string("none") : value; };
  switch (difference.kind) {
    case Kind::added:
      std::cout << "+ " << difference.what << ": " << difference.new_value << '\n';
      break;
    case Kind::removed:
      std::cout << "- " << difference.what << ": " << difference.old_value << '\n';
      break;
    case Kind::changed:
      std::cout << "~ " << difference.what << ": " << difference.field << ' ' << shown(difference.old_value)
                << " -> " << shown(difference.new_value) << '\n';
      break;
  }
}

}  // namespace

int prices_show(const PricesShowFlags& flags) {
  const auto at = parse_instant(flags.at);
  if (at.has_error()) return fail({Code::invalid, "--at: " + at.error().message});
  const auto config = app::load_config(flags.config_file);
  if (config.has_error()) return fail(config.error());
  const auto book = app::read_prices(*config);
  if (book.has_error()) return fail(book.error());
  const normalise::ModelName name = normalise::ModelNames(**book).resolve(flags.provider, flags.model, *at);
  const normalise::PriceIndex index(**book);
  const Price* price = normalise::price_at(index.prices(name.provider, name.model), *at);
  if (!price) {
    std::cout << "unpriced: " << (name.provider.empty() ? "" : name.provider + "/") << name.model << " at "
              << format_instant(*at) << '\n';
    return kFailed;
  }
  print(*price, name, (*book)->version);
  return kDone;
}

int prices_diff(const std::string& before_file, const std::string& after_file) {
  const auto before = read_book(before_file);
  if (before.has_error()) return fail(before.error());
  const auto after = read_book(after_file);
  if (after.has_error()) return fail(after.error());
  for (const auto& difference : normalise::price_differences(*before, *after)) print(difference);
  return kDone;
}

}  // namespace shiptally::cli
