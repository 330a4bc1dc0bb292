#include "daemon/config/fx_section.h"

#include "daemon/config/exchange_rates.h"

namespace shiptally::config {
namespace {

void read_rate(const Value& value, FxTable& out) {
  FxRate rate;
  std::optional<Instant> from;
  read_mapping(value, {{"currency", into_text(rate.currency)},
                       {"from", into_instant(from)},
                       {"rate", into_text(rate.text)},
                       {"source", into_text(rate.source)}});
  if (!value.node.IsMap()) return;
  for (const char* key : {"currency", "from", "rate", "source"})
    if (!value.problems->line_of(value.key + "." + key)) return value.fail(std::string(key) + " is missing");
  if (!is_currency(rate.currency) || rate.currency == "USD")
    return value.fail("currency must be an ISO 4217 code in capitals, like EUR, and not USD");
  if (from && std::chrono::floor<std::chrono::days>(*from) != *from)
    return value.fail("from must be a day: a rate is in force from midnight UTC");
  const auto ratio = rate_ratio(rate.text, "1");
  if (ratio.has_error()) return value.fail("rate: " + ratio.error().message);
  rate.from = from.value_or(Instant());
  rate.numerator = ratio->first;
  rate.denominator = ratio->second;
  out.push_back(std::move(rate));
}

}  // namespace

Reader fx_section(FxTable& rates, std::vector<std::string>& files, std::string_view credentials_directory) {
  return section({{"rates",
                   [&rates](const Value& value) {
                     if (value.node.IsNull()) return;
                     read_list(value, [&](const Value& element) { read_rate(element, rates); });
                   }},
                  {"files", [&files, directory = std::string(credentials_directory)](const Value& value) {
                     if (value.node.IsNull()) return;
                     read_list(value, [&](const Value& element) {
                       into_path(files.emplace_back(), directory)(element);
                     });
                   }}});
}

}  // namespace shiptally::config
