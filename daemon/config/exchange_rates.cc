#include "daemon/config/exchange_rates.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace shiptally::config {
namespace {

constexpr std::string_view kEcb = "ECB";

Int128 common_divisor(Int128 a, Int128 b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// The fields of a line; none behind a comma at its end, which the ECB's lines have.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> out;
  line = trimmed(line);
  while (!line.empty()) {
    const std::size_t comma = line.find(',');
    out.push_back(trimmed(line.substr(0, comma)));
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  }
  return out;
}

bool is_given(std::string_view field) { return !field.empty() && field != "N/A"; }

/// "2026-10-02", or "02 October 2026" in the file of one day.
Result<Instant> day_of(std::string_view text) {
  constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
  if (text.size() > 8 && text[2] == ' ')
    for (std::size_t i = 0; i < std::size(kMonths); ++i)
      if (text.substr(3, text.size() - 8) == kMonths[i]) {
        const std::string number = std::to_string(i + 1);
        return parse_instant(std::string(text.substr(text.size() - 4)) + (i < 9 ? "-0" : "-") + number + "-" +
                             std::string(text.substr(0, 2)));
      }
  return parse_instant(std::string(text));
}

/// Reads one day's line into the table.
Result<void> read_day(std::span<const std::string_view> header, std::span<const std::string_view> fields,
                      FxTable& out) {
  if (fields.size() > header.size()) return Error{Code::invalid, "more fields than the header"};
  const auto day = day_of(fields[0]);
  if (day.has_error()) return day.error();
  const auto usd = static_cast<std::size_t>(std::find(header.begin(), header.end(), "USD") - header.begin());
  if (usd >= fields.size() || !is_given(fields[usd])) return {};
  const std::string dollars(fields[usd]);
  const auto add = [&](std::string_view currency, std::string_view per_euro) -> Result<void> {
    const auto ratio = rate_ratio(dollars, per_euro);
    if (ratio.has_error()) return Error{Code::invalid, std::string(currency) + ": " + ratio.error().message};
    const std::string text = currency == "EUR" ? dollars : dollars + "/" + std::string(per_euro);
    out.push_back({std::string(currency), *day, ratio->first, ratio->second, text, std::string(kEcb)});
    return {};
  };
  if (const auto euro = add("EUR", "1"); euro.has_error()) return euro;
  for (std::size_t i = 1; i < fields.size(); ++i)
    if (i != usd && is_given(fields[i]))
      if (const auto added = add(header[i], fields[i]); added.has_error()) return added;
  return {};
}

Result<void> check_header(std::span<const std::string_view> header) {
  if (header.empty() || header[0] != "Date")
    return Error{Code::invalid, "the header does not begin with Date"};
  for (const std::string_view currency : header.subspan(1))
    if (!is_currency(currency)) return Error{Code::invalid, "no currency: " + std::string(currency)};
  if (std::find(header.begin(), header.end(), "USD") == header.end())
    return Error{Code::invalid, "no column USD"};
  return {};
}

}  // namespace

bool is_currency(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<std::pair<Int128, Int128>> rate_ratio(std::string_view numerator, std::string_view denominator) {
  // Not money, but the same decimals: what matters is their ratio, whatever both are counted in.
  const auto above = Money::parse(numerator), below = Money::parse(denominator);
  for (const auto* part : {&above, &below}) {
    if (part->has_error()) return Error{Code::invalid, "not a rate: " + part->error().message};
    if (**part <= Money() || **part > Money::from_dollars(1'000'000'000))
      return Error{Code::invalid, "a rate must be more than 0 and at most 1000000000"};
  }
  const Int128 divisor = common_divisor(above->pico(), below->pico());
  return std::pair(above->pico() / divisor, below->pico() / divisor);
}

Result<FxTable> read_ecb_rates(std::string_view text, std::string_view file_name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  FxTable out;
  std::vector<std::string_view> header;
  for (int line = 1; !text.empty(); ++line) {
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(row.size() + 1, text.size()));
    auto fields = fields_of(row);
    if (fields.empty()) continue;
    const bool first = header.empty();
    if (first) header = std::move(fields);
    const auto read = first ? check_header(header) : read_day(header, fields, out);
    if (read.has_error())
      return Error{Code::invalid,
                   std::string(file_name) + ":" + std::to_string(line) + ": " + read.error().message};
  }
  if (header.empty()) return Error{Code::invalid, std::string(file_name) + ": empty"};
  return out;
}

Result<FxTable> exchange_rates(std::vector<FxTable> tables) {
  const auto key = [](const FxRate& rate) { return std::tie(rate.currency, rate.from); };
  FxTable all;
  for (FxTable& table : tables)
    all.insert(all.end(), std::make_move_iterator(table.begin()), std::make_move_iterator(table.end()));
  std::stable_sort(all.begin(), all.end(), [&](const FxRate& a, const FxRate& b) { return key(a) < key(b); });
  const auto twice = std::adjacent_find(all.begin(), all.end(),
                                        [&](const FxRate& a, const FxRate& b) { return key(a) == key(b); });
  if (twice != all.end())
    return Error{Code::invalid, "fx: " + twice->currency + " has two rates for " +
                                    format_instant(twice->from).substr(0, 10) + ", of " + twice->source +
                                    " and of " + (twice + 1)->source};
  return all;
}

}  // namespace shiptally::config
