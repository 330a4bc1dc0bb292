#include "daemon/app/rules.h"

#include <cstdlib>

#include "daemon/config/exchange_rates.h"
#include "daemon/config/negotiated.h"
#include "daemon/config/price_book.h"
#include "daemon/dispatch/targets.h"
#include "daemon/net/secret.h"
#include "schema/base/read_file.h"

namespace shiptally::app {
namespace {

constexpr std::size_t kSecretBytesMin = 8;

/// Secrets by collector name, from the files that the configuration names.
Result<std::map<std::string, std::string>> read_secrets(const config::Config& config) {
  std::map<std::string, std::string> secrets;
  if (config.github_secret_file.empty()) return secrets;
  auto secret = read_secret_file(config.github_secret_file);
  if (secret.has_error()) return secret.error();
  if (secret->size() < kSecretBytesMin)
    return Error{Code::invalid, config.github_secret_file + ": a webhook secret needs at least 8 bytes"};
  secrets["github"] = std::move(*secret);
  return secrets;
}

/// The configuration's own rates and those of its files.
Result<FxTable> read_rates(const config::Config& config) {
  std::vector<FxTable> tables = {config.money.fx};
  for (const std::string& file : config.fx_files) {
    const auto text = read_file(file);
    if (text.has_error()) return text.error();
    auto table = config::read_ecb_rates(*text, file);
    if (table.has_error()) return table.error();
    tables.push_back(std::move(*table));
  }
  return config::exchange_rates(std::move(tables));
}

}  // namespace

Result<config::Config> load_config(const std::string& file) {
  if (file.empty()) return config::Config{};
  const auto text = read_file(file);
  if (text.has_error()) return text.error();
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  return config::read_config(*text, file, credentials == nullptr ? "" : credentials);
}

Result<std::shared_ptr<const PriceBook>> read_prices(const config::Config& config) {
  auto shipped = config::shipped_price_book();
  if (shipped.has_error()) return shipped.error();
  std::vector<PriceBook> books;
  books.push_back(std::move(*shipped));
  for (const std::string& file : config.price_files) {
    const auto text = read_file(file);
    if (text.has_error()) return text.error();
    auto book = config::read_price_book(*text, file);
    if (book.has_error()) return book.error();
    books.push_back(std::move(*book));
  }
  if (!config.fleet.empty()) {
    PriceBook machines;
    machines.fleet = config.fleet;
    books.push_back(std::move(machines));
  }
  auto merged = config::merge(std::move(books));
  if (merged.has_error()) return merged.error();
  return std::make_shared<const PriceBook>(config::negotiate(std::move(*merged), config.negotiated));
}

Result<Rules> read_rules(const config::Config& config) {
  auto prices = read_prices(config);
  if (prices.has_error()) return prices.error();
  auto rates = read_rates(config);
  if (rates.has_error()) return rates.error();
  auto secrets = read_secrets(config);
  if (secrets.has_error()) return secrets.error();
  auto reports = dispatch::report_plans(config.reports);
  if (reports.has_error()) return reports.error();
  Rules rules;
  rules.ingest.normaliser = std::make_shared<const normalise::Normaliser>(config.names, *prices);
  rules.ingest.secrets = std::make_shared<const std::map<std::string, std::string>>(std::move(*secrets));
  rules.ingest.keep_requests = config.keep_requests;
  const config::Delivery& delivery = config.delivery;
  rules.read.delivery = {delivery.incident_window, delivery.hotfix_branches, delivery.revert_branches,
                         std::make_shared<const PathRules>(delivery.paths)};
  rules.read.prices = std::move(*prices);
  MoneyRules money = config.money;
  money.fx = std::move(*rates);
  rules.read.sha256_hex = net::sha256_hex;
  rules.read.money = std::make_shared<const MoneyRules>(std::move(money));
  rules.reports = std::move(*reports);
  return rules;
}

std::filesystem::path user_key_file(const config::Config& config) {
  if (!config.user_key_file.empty()) return config.user_key_file;
  return std::filesystem::path(config.data_dir) / "user.key";
}

}  // namespace shiptally::app
