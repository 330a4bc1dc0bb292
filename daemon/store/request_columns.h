#pragma once
// A request as a row of `request`: which value stands in which column, for writing and reading.

#include "daemon/store/names.h"
#include "daemon/store/statement.h"
#include "schema/request.h"

namespace shiptally::store {

/// The columns of `request` in their order (schema/sql/0001_requests.sql), comma-separated.
inline constexpr const char* kRequestColumns =
    "ts_ms, id, batch_id, series_id, status, error, flags, latency_us, ttft_us, input_tokens, "
    "cache_read_tokens,"
    " cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, web_searches,"
    " input_cost_pico, cache_read_cost_pico, cache_write_5m_cost_pico, cache_write_1h_cost_pico,"
    " output_cost_pico, other_cost_pico, price_label, user, trace, version_label, tags_label";
inline constexpr int kRequestColumnCount = 27;

/// What a row holds in place of names.
struct RowIds {
  std::int64_t batch = 0, series = 0;
  std::int64_t price = 0, version = 0, tags = 0;  ///< labels; 0 is none
};

using Bytes16 = std::array<char, 16>;
Bytes16 to_bytes(RequestId id);  ///< big-endian, so that bytes sort as ids do
RequestId to_request_id(std::string_view bytes);

/// Bytes that a bound row points into; must live as long as the binding.
struct RowBytes {
  Bytes16 id, trace;
};
void bind_request(Statement& statement, const Request& row, const RowIds& ids, RowBytes& bytes);

/// A row read back.  The texts of `request` point into the statement's row, the names and `trace`.
struct StoredRequest {
  Request request;
  std::int64_t batch = 0;
  std::int64_t series = 0;  ///< 0: taken back before it arrived, no content yet
  std::array<char, 32> trace;
};
void read_request(const Statement& statement, Names& names, StoredRequest& out);

}  // namespace shiptally::store
