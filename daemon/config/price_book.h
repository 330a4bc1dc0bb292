#pragma once
// The price book as files: schema/prices/*.yaml, which the binary carries, and files of the same form
// that the config names.  Reading is strict: an unknown key is an error, so that a misspelt price is
// found on the day it is written and not on the invoice.
//
//   provider: anthropic
//   models:
//     - model: claude-sonnet-4-5
//       aliases: [claude-4-5-sonnet]     # names under which senders report it; { alias, from, to } for a
//       time also_sold_by: [google]           # hosts with the same base, cache and batch prices prices:
//         - from: 2025-09-29             # in force until the next `from`, or `to`
//           source: "where it was read"
//           read_on: 2026-11-23
//           base: { input: "3", output: "15", cache_read: "0.3" }      # USD per million tokens
//           tiers: { batch: { input: "1.5", output: "7.5" } }
//           long_context: { above_tokens: 200000, base: { … }, tiers: { … } }   # or a list of such
//           hours: [{ from: "16:30", to: "00:30", base: { … } }]   # of every UTC day; also tiers,
//           long_context regions:                       # by the request's region
//             us: { factor: "1.1" }        # times the prices of tokens, or base, tiers, long_context of its
//             own
//           per_1k_web_searches: "10"
//           per_1k_requests: "5"           # of requests that did not fail, beside their tokens
//   aliases: [{ provider: azure, alias: my-deployment, model: gpt-4o }]   # also from, to: when it stands for
//   it fleet:   [{ provider: self-hosted, model: stablelm-2-12b-chat, machines: 2, from: 2026-01-01 }]
//
// A self-hosted model has `per_machine_hour` and `slots` in the place of `base`.  A file can hold several
// such documents, with `---` between them: one a provider.

#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/price.h"

namespace shiptally::config {

/// "anthropic/claude-sonnet-4-5@2025-09-29": by provider, model and beginning.
std::string price_id(const Price& price);

/// Reads one file.  Errors are "file:line: key: reason", Code::invalid.  The entries of a model come in
/// order of time.  The book is complete (version, aliases checked) only after merge().
Result<PriceBook> read_price_book(std::string_view text, std::string_view file_name);

/// A file that reads back as the same prices and their aliases; a document a provider.  Fleets, and the
/// version, are not in it.  Alias of a model without a price: left out.
std::string write_price_book(const PriceBook& book);

/// One book of several: an entry of a later book replaces the one with the same (provider, model, from)
/// of an earlier book, an alias those with the same (provider, alias); a later book with a fleet
/// replaces the fleet of that model.  Prices come out sorted by (provider, model, from).  Two prices of
/// a model in force at once, and an alias of a model without a price, are errors.
Result<PriceBook> merge(std::vector<PriceBook> books);

/// "2026-11-23-1f2e3d4c": the newest reading, and a hash of all that can change an amount.
std::string version_of(const PriceBook& book);

/// The book that the binary carries.  Its tests read it, so an error is a bug of the build.
Result<PriceBook> shipped_price_book();

}  // namespace shiptally::config
