#pragma once
// Exchange rates as the table that charges are converted by.  Pure.
//
// A rate is kept as the ratio of two decimals, so a cross rate loses nothing: USD per JPY is what the ECB
// gives as USD per EUR over what it gives as JPY per EUR.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/base/result.h"
#include "schema/money_rules.h"

namespace shiptally::config {

/// Three capitals, as ISO 4217 codes are.
bool is_currency(std::string_view text);

/// Two positive decimals of at most twelve places as a ratio of integers in lowest terms.
Result<std::pair<Int128, Int128>> rate_ratio(std::string_view numerator, std::string_view denominator);

/// The ECB's reference rates (eurofxref-hist.csv, or eurofxref.csv of one day): a header "Date, USD, JPY, …",
/// then a line a day with units of each currency per EUR.  "N/A" and empty fields are left out, as is a day
/// without a rate of USD.  Errors are "file:line: reason".
Result<FxTable> read_ecb_rates(std::string_view text, std::string_view file_name);

/// One sorted table of several.  Two rates of a currency for one day are an error, even when they agree.
Result<FxTable> exchange_rates(std::vector<FxTable> tables);

}  // namespace shiptally::config
