// Another project's list of prices, written as a price file of our own.

#include <chrono>
#include <fstream>
#include <iostream>
#include <set>
#include <utility>

#include "collectors/price_lists/price_list.h"
#include "daemon/app/rules.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/clock/clock.h"
#include "daemon/config/price_book.h"
#include "daemon/normalise/model_name.h"
#include "daemon/normalise/pricing.h"
#include "schema/base/read_file.h"

namespace shiptally::cli {
namespace {

std::string today() { return format_instant(clock::system_time()).substr(0, 10); }

Result<collectors::PriceListOrigin> origin_of(const PricesImportFlags& flags) {
  collectors::PriceListOrigin origin{flags.source.empty() ? flags.format : flags.source,
                                     flags.read_on.empty() ? today() : flags.read_on, Instant(),
                                     normalise::provider_name};
  if (origin.read_on.size() != 10 || parse_instant(origin.read_on).has_error())
    return Error{Code::invalid, "--read-on: expected a date as in 2026-11-23"};
  // Prices of genai-prices without a start hold from the beginning of time.
  if (flags.from.empty()) return origin;
  const auto from = parse_instant(flags.from);
  if (from.has_error()) return Error{Code::invalid, "--from: " + from.error().message};
  origin.from = *from;
  return origin;
}

/// Takes out the models that the configured book prices, under whatever name, and their aliases.
Result<void> keep_missing(PriceBook& book, const PricesImportFlags& flags) {
  const auto config = app::load_config(flags.config_file);
  if (config.has_error()) return config.error();
  const auto known = app::read_prices(*config);
  if (known.has_error()) return known.error();
  const normalise::ModelNames names(**known);
  const normalise::PriceIndex index(**known);
  const auto is_known = [&](const std::string& provider, const std::string& model) {
    const auto name = names.resolve(provider, model, parse_instant(today()).value());
    return !index.prices(name.provider, name.model).empty();
  };
  std::set<std::pair<std::string, std::string>> kept;
  std::erase_if(book.prices, [&](const Price& p) {
    if (is_known(p.provider, p.model)) return true;
    kept.emplace(p.provider, p.model);
    return false;
  });
  std::erase_if(book.aliases, [&](const ModelAlias& a) {
    return !kept.contains({a.provider, a.model}) || is_known(a.provider, a.alias);
  });
  return {};
}

/// The list as a price file, which was read back and fits over the book that the program carries.
Result<std::string> price_file(const collectors::PriceList& list) {
  std::string text = config::write_price_book(list.book);
  auto book = config::read_price_book(text, "import");
  if (book.has_error()) return book.error();
  auto shipped = config::shipped_price_book();
  if (shipped.has_error()) return shipped.error();
  const auto merged = config::merge({std::move(*shipped), std::move(*book)});
  if (merged.has_error()) return merged.error();
  return text;
}

Result<void> write(const std::string& file, const std::string& text) {
  if (file.empty()) {
    std::cout << text << std::flush;
    return std::cout ? Result<void>() : Error{Code::unavailable, "standard output: cannot be written"};
  }
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text << std::flush;
  return out ? Result<void>() : Error{Code::unavailable, file + ": cannot be written"};
}

}  // namespace

int prices_import(const PricesImportFlags& flags) {
  const auto origin = origin_of(flags);
  if (origin.has_error()) return fail(origin.error());
  auto text = read_file(flags.file);
  if (text.has_error()) return fail(text.error());
  const bool dated = flags.format == "genai-prices";
  auto list = dated ? collectors::read_genai_prices(std::move(*text), *origin)
                    : collectors::read_litellm_prices(std::move(*text), *origin);
  if (list.has_error()) return fail({list.error().code, flags.file + ": " + list.error().message});
  for (const auto& left_out : list->not_taken)
    std::cerr << "left out: " << left_out.what << ": " << left_out.reason << '\n';
  std::cerr << list->models << " models, " << list->book.prices.size()
            << " prices; left out: " << list->models_left_out << " models, "
            << list->not_taken.size() - list->models_left_out << " fields\n";
  if (list->models == 0) return fail({Code::invalid, flags.file + ": no price in it"});
  if (flags.only_missing) {
    if (const auto done = keep_missing(list->book, flags); done.has_error()) return fail(done.error());
    if (list->book.prices.empty())
      return fail({Code::invalid, flags.file + ": no price that the book lacks"});
  }
  normalise::add_plain_names(list->book);
  const auto file = price_file(*list);
  if (file.has_error()) return fail(file.error());
  if (const auto written = write(flags.output_file, *file); written.has_error()) return fail(written.error());
  return kDone;
}

}  // namespace shiptally::cli
