#pragma once
// A version of a request in the form it is stored in: numbers, ids in place of names, two short texts.

#include <array>
#include <cstdint>
#include <string_view>

#include "daemon/store/requests/names.h"
#include "schema/request.h"

namespace shiptally::store {

/// The numbers of a row, in the order of a chunk's columns.
enum class Field : std::size_t {
  batch,
  series,  ///< 0 only in a retraction, which has no content
  status,
  error,
  flags,
  latency_us,
  ttft_us,
  input_tokens,
  cache_read_tokens,
  cache_write_5m_tokens,
  cache_write_1h_tokens,
  output_tokens,
  reasoning_tokens,
  web_searches,
  price,  ///< labels; 0 is none
  version,
  tags,
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::tags) + 1;

/// Bits of Field::flags.
enum Flag : std::int64_t { kFinal = 1, kRetracted = 2, kPriced = 4, kHasTtft = 8, kPackedTrace = 16 };

/// What a row holds in place of names.
struct RowIds {
  std::int64_t batch = 0, series = 0;
  std::int64_t price = 0, version = 0, tags = 0;
};

struct RowValues {
  std::int64_t ts_ms = 0;
  RequestId id;
  std::array<std::int64_t, kFields> fields{};
  CostParts cost{};        ///< picodollars; nothing unless kPriced
  std::string_view user;   ///< the seal
  std::string_view trace;  ///< 16 bytes (kPackedTrace), else as it was sent

  std::int64_t operator[](Field field) const { return fields[static_cast<std::size_t>(field)]; }
  std::int64_t& operator[](Field field) { return fields[static_cast<std::size_t>(field)]; }
  bool has(Flag flag) const { return ((*this)[Field::flags] & flag) != 0; }
};

using Bytes16 = std::array<char, 16>;
Bytes16 to_bytes(RequestId id);  ///< big-endian, so that bytes sort as ids do
RequestId to_request_id(const char* bytes);

/// `trace` is where a packed trace id is put; it must live as long as the row.
RowValues to_row(const Request& request, const RowIds& ids, Bytes16& trace);

/// A row read back.  The texts of `request` point into the row's, the names and `trace`.
struct StoredRequest {
  Request request;
  std::int64_t series = 0;
  std::array<char, 32> trace;
};
/// Names stay valid until the next call.
void to_request(const RowValues& row, Names& names, StoredRequest& out);

/// A packed trace id as the 32 hex digits it was sent as.
std::string_view unpack_trace(std::string_view bytes, std::array<char, 32>& hex);

}  // namespace shiptally::store
