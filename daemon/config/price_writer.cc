// Price books in the form that price_file.cc reads.  Texts are quoted as JSON quotes them, which YAML reads.

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

#include "daemon/config/price_book.h"
#include "schema/base/json.h"

namespace shiptally::config {
namespace {

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string date(Instant t) {
  const std::string text = format_instant(t);
  return text.ends_with("T00:00:00Z") ? text.substr(0, 10) : text;
}

std::string flow(const Rates& rates) {
  std::string out =
      "{ input: " + json_string(rates.input.str()) + ", output: " + json_string(rates.output.str());
  const auto more = [&](const char* key, const std::optional<Money>& price) {
    if (price) out += std::string(", ") + key + ": " + json_string(price->str());
  };
  more("cache_read", rates.cache_read);
  more("cache_write_5m", rates.cache_write_5m);
  more("cache_write_1h", rates.cache_write_1h);
  return out + " }";
}

std::string flow(const std::map<std::string, Rates>& tiers) {
  std::string out;
  for (const auto& [name, rates] : tiers)
    out += (out.empty() ? "{ " : ", ") + json_string(name) + ": " + flow(rates);
  return out + " }";
}

using Line = std::function<void(std::string_view key, const std::string& value)>;

void token_prices(const Line& line, const TokenPrices& prices, const std::string& indent) {
  line(indent + "base", flow(prices.base));
  if (!prices.tiers.empty()) line(indent + "tiers", flow(prices.tiers));
  if (prices.long_context.empty()) return;
  line(indent + "long_context", "");
  for (const ContextStep& step : prices.long_context) {
    line(indent + "  - above_tokens", std::to_string(step.above_tokens));
    line(indent + "    base", flow(step.base));
    if (!step.tiers.empty()) line(indent + "    tiers", flow(step.tiers));
  }
}

void exceptions(const Line& line, const Price& price) {
  if (!price.hours.empty()) line("hours", "");
  for (const DailyHours& hours : price.hours) {
    line("  - from", json_string(time_of_day(hours.from)));
    line("    to", json_string(time_of_day(hours.to)));
    token_prices(line, hours.prices, "    ");
  }
  if (!price.regions.empty()) line("regions", "");
  for (const auto& [name, region] : price.regions) {
    line("  " + json_string(name), "");
    if (region.prices)
      token_prices(line, *region.prices, "    ");
    else
      line("    factor", json_string(decimal(region.factor)));
  }
}

void append(std::string& out, const Price& price) {
  const Line line = [&](std::string_view key, const std::string& value) {
    out += "        " + std::string(key) + (value.empty() ? ":" : ": ") + value + "\n";
  };
  out += "      - from: " + date(price.from) + "\n";
  if (price.to) line("to", date(*price.to));
  line("source", json_string(price.source));
  line("read_on", price.read_on);
  if (price.per_machine_hour) {
    line("per_machine_hour", json_string(price.per_machine_hour->str()));
    line("slots", std::to_string(price.slots));
  } else {
    token_prices(line, price, "");
    exceptions(line, price);
  }
  if (price.per_1k_web_searches) line("per_1k_web_searches", json_string(price.per_1k_web_searches->str()));
  if (price.per_1k_requests) line("per_1k_requests", json_string(price.per_1k_requests->str()));
}

std::string flow(const ModelAlias& alias) {
  if (!alias.from && !alias.to) return json_string(alias.alias);
  std::string out = "{ alias: " + json_string(alias.alias);
  if (alias.from) out += ", from: " + date(*alias.from);
  if (alias.to) out += ", to: " + date(*alias.to);
  return out + " }";
}

void append_names(std::string& out, const PriceBook& book, const Price& of) {
  std::string names;
  for (const ModelAlias& alias : book.aliases)
    if (alias.provider == of.provider && alias.model == of.model)
      names += (names.empty() ? "" : ", ") + flow(alias);
  if (!names.empty()) out += "    aliases: [" + names + "]\n";
}

}  // namespace

std::string write_price_book(const PriceBook& book) {
  std::vector<const Price*> prices;
  for (const Price& price : book.prices) prices.push_back(&price);
  std::stable_sort(prices.begin(), prices.end(), [](const Price* a, const Price* b) {
    return std::tie(a->provider, a->model, a->from) < std::tie(b->provider, b->model, b->from);
  });
  std::string out;
  const Price* before = nullptr;
  for (const Price* price : prices) {
    const bool same_provider = before && before->provider == price->provider;
    if (!same_provider)
      out += std::string(before ? "---\n" : "") + "provider: " + json_string(price->provider) + "\nmodels:\n";
    if (!same_provider || before->model != price->model) {
      out += "  - model: " + json_string(price->model) + "\n";
      append_names(out, book, *price);
      out += "    prices:\n";
    }
    append(out, *price);
    before = price;
  }
  return out;
}

}  // namespace shiptally::config
