#pragma once
// One call to a model, in the form the ingest path carries it: dimensions as views into the batch's
// text, so that a row costs no allocation.

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/hash.h"
#include "schema/base/instant.h"
#include "schema/base/money.h"

namespace shiptally {

/// 128-bit hash of (source, event id), or of the whole content where the sender gives no id.
using RequestId = Hash128;

/// Disjoint buckets of billed tokens.  `reasoning` is a part of `output`, never added to it.
struct Tokens {
  std::int64_t input = 0;  ///< uncached input
  std::int64_t cache_read = 0;
  std::int64_t cache_write_5m = 0;
  std::int64_t cache_write_1h = 0;
  std::int64_t output = 0;
  std::int64_t reasoning = 0;
  std::int64_t web_searches = 0;  ///< a count of searches, not of tokens
  friend constexpr bool operator==(const Tokens&, const Tokens&) = default;
};

/// What a part of a request's cost was for; the API's `token_class`.  `other` is what is billed per
/// unit or per hour (web searches, self-hosted machines).
enum class TokenClass : std::uint8_t { input, cache_read, cache_write_5m, cache_write_1h, output, other };
inline constexpr std::size_t kTokenClasses = 6;
std::string_view name(TokenClass);

/// Cost of a request by class.  The parts add up to the request's cost, which was rounded once.
using CostParts = std::array<Money, kTokenClasses>;
Money total(const CostParts& parts);

enum class ErrorClass : std::uint8_t { none, client, rate_limited, provider, timeout, content_filter };
inline constexpr std::size_t kErrorClasses = 6;
std::string_view name(ErrorClass);
std::optional<ErrorClass> error_class(std::string_view name);

/// The dimensions by which requests are summed up.  Views or strings, see Series / SeriesName.
template <class Text>
struct BasicSeries {
  Text service, team, environment, provider, model, route, tier, region;
  friend auto operator<=>(const BasicSeries&, const BasicSeries&) = default;
};
using Series = BasicSeries<std::string_view>;
using SeriesName = BasicSeries<std::string>;
inline Series views(const SeriesName& s) {
  return {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier, s.region};
}

struct Request {
  Instant ts;  ///< when the call started
  RequestId id;
  Series series;
  /// Rows of one batch with the same number have the same series; counts from 1, 0: not told.  Saves whoever
  /// looks something up by series from doing it for each row.
  std::uint32_t series_group = 0;
  int status = 0;  ///< HTTP status; 0 when there was no answer
  ErrorClass error = ErrorClass::none;
  bool final = true;  ///< false: a record of a call that still runs
  bool retracted = false;
  std::int64_t latency_us = 0;
  std::optional<std::int64_t> ttft_us;  ///< time to first token
  Tokens tokens;
  std::optional<CostParts> cost;  ///< none: unpriced
  std::string_view price_id;      ///< which dated price priced it; empty: unpriced
  /// As sent while it is decoded; app seals it (keyed HMAC-SHA256, 16 raw bytes) before the store sees it.
  std::string_view user;
  std::string_view trace_id;  ///< as sent
  std::string_view version;   ///< of the calling service
  std::string_view tags;      ///< canonical JSON object, keys sorted; empty: none
};

/// Rows and the text their views point into.  Movable; the views stay valid.  Never copied: the views of a
/// copy would point into the original (and a growing vector copies what may throw when it moves).
struct RequestBatch {
  RequestBatch() = default;
  RequestBatch(RequestBatch&&) = default;
  RequestBatch& operator=(RequestBatch&&) = default;
  RequestBatch(const RequestBatch&) = delete;
  RequestBatch& operator=(const RequestBatch&) = delete;

  std::vector<Request> rows;
  std::deque<std::string> text;  ///< the received body and whatever had to be built beside it

  /// Keeps a string for as long as the batch lives.
  std::string_view keep(std::string value) { return text.emplace_back(std::move(value)); }
};

}  // namespace shiptally
