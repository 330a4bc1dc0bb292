#include "daemon/normalise/price_fields.h"

#include <algorithm>
#include <map>

namespace shiptally::normalise {
namespace {

using Kind = PriceDifference::Kind;
/// What a book holds, by the name that it is compared by.
using Entries = std::map<std::string, PriceFields>;

void add(PriceFields& out, const std::string& tier, const Rates& rates) {
  const auto field = [&](const char* bucket, const std::optional<Money>& price) {
    if (price) out.emplace_back(tier + ": " + bucket, price->str());
  };
  field("input", rates.input);
  field("output", rates.output);
  field("cache_read", rates.cache_read);
  field("cache_write_5m", rates.cache_write_5m);
  field("cache_write_1h", rates.cache_write_1h);
}

/// `where` goes before the names: "region us: ".
void add(PriceFields& out, const std::string& where, const TokenPrices& prices) {
  add(out, where + "standard", prices.base);
  for (const auto& [tier, rates] : prices.tiers) add(out, where + tier, rates);
  for (const ContextStep& step : prices.long_context) {
    const std::string above = " above " + std::to_string(step.above_tokens) + " tokens";
    add(out, where + "standard" + above, step.base);
    for (const auto& [tier, rates] : step.tiers) add(out, where + tier + above, rates);
  }
}

Entries entries(const PriceBook& book) {
  Entries out;
  for (const Price& price : book.prices) out[price.id] = price_fields(price);
  for (const ModelAlias& a : book.aliases) {
    PriceFields& fields =
        out["alias " + a.provider + "/" + a.alias + (a.from ? "@" + format_instant(*a.from) : "")];
    fields = {{"model", a.model}};
    if (a.to) fields.emplace_back("to", format_instant(*a.to));
  }
  for (const Fleet& f : book.fleet) {
    PriceFields& fields = out["fleet " + f.provider + "/" + f.model + "@" + format_instant(f.from)];
    fields = {{"machines", std::to_string(f.machines)}};
    if (f.to) fields.emplace_back("to", format_instant(*f.to));
  }
  return out;
}

std::string joined(const PriceFields& fields) {
  std::string out;
  for (const auto& [field, value] : fields) out += (out.empty() ? "" : ", ") + field + " " + value;
  return out;
}

const std::string* find(const PriceFields& fields, const std::string& field) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& entry) { return entry.first == field; });
  return found == fields.end() ? nullptr : &found->second;
}

void compare(const std::string& what, const PriceFields& before, const PriceFields& after,
             std::vector<PriceDifference>& out) {
  for (const auto& [field, value] : before) {
    const std::string* now = find(after, field);
    if (!now || *now != value) out.push_back({Kind::changed, what, field, value, now ? *now : std::string()});
  }
  for (const auto& [field, value] : after)
    if (!find(before, field)) out.push_back({Kind::changed, what, field, {}, value});
}

}  // namespace

PriceFields price_fields(const Price& price) {
  PriceFields out;
  if (price.to) out.emplace_back("to", format_instant(*price.to));
  if (price.per_machine_hour) {
    out.emplace_back("per machine hour", price.per_machine_hour->str());
    out.emplace_back("slots of a machine", std::to_string(price.slots));
  } else {
    add(out, "", price);
  }
  for (const DailyHours& hours : price.hours)
    add(out, time_of_day(hours.from) + " to " + time_of_day(hours.to) + " UTC: ", hours.prices);
  for (const auto& [region, prices] : price.regions) {
    if (prices.prices)
      add(out, "region " + region + ": ", *prices.prices);
    else
      out.emplace_back("region " + region + ": factor of tokens", decimal(prices.factor));
  }
  if (price.per_1k_web_searches) out.emplace_back("per 1000 web searches", price.per_1k_web_searches->str());
  if (price.per_1k_requests) out.emplace_back("per 1000 requests", price.per_1k_requests->str());
  if (price.negotiated != Ratio()) out.emplace_back("negotiated: factor of all", decimal(price.negotiated));
  return out;
}

std::vector<PriceDifference> price_differences(const PriceBook& before, const PriceBook& after) {
  const Entries old_entries = entries(before), new_entries = entries(after);
  std::vector<PriceDifference> out;
  for (const auto& [what, fields] : old_entries) {
    const auto now = new_entries.find(what);
    if (now == new_entries.end())
      out.push_back({Kind::removed, what, {}, joined(fields), {}});
    else
      compare(what, fields, now->second, out);
  }
  for (const auto& [what, fields] : new_entries)
    if (!old_entries.contains(what)) out.push_back({Kind::added, what, {}, {}, joined(fields)});
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.what < b.what; });
  return out;
}

}  // namespace shiptally::normalise
