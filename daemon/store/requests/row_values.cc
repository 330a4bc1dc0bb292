#include "daemon/store/requests/row_values.h"

#include <bit>

namespace shiptally::store {
namespace {

constexpr char kHex[] = "0123456789abcdef";

/// Value of each hex digit in lower case, 16 for every other character.
constexpr auto kHexValues = [] {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(16);
  for (std::uint8_t i = 0; i < 16; ++i) digits[static_cast<std::uint8_t>(kHex[i])] = i;
  return digits;
}();

/// The 16 bytes of a W3C trace id; false for any other form, which is kept as it was sent.
bool pack_trace(std::string_view hex, Bytes16& bytes) {
  if (hex.size() != 2 * bytes.size()) return false;
  int seen = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = kHexValues[static_cast<std::uint8_t>(hex[2 * i])];
    const int low = kHexValues[static_cast<std::uint8_t>(hex[2 * i + 1])];
    seen |= high | low;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return seen < 16;
}

std::int64_t flags_of(const Request& r) {
  std::int64_t flags = 0;
  if (r.final) flags |= kFinal;
  if (r.retracted) flags |= kRetracted;
  if (r.cost) flags |= kPriced;
  if (r.ttft_us) flags |= kHasTtft;
  return flags;
}

}  // namespace

Bytes16 to_bytes(RequestId id) {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t words[] = {__builtin_bswap64(id.high), __builtin_bswap64(id.low)};
  return std::bit_cast<Bytes16>(words);
}

RequestId to_request_id(const char* bytes) {
  std::uint64_t words[2];
  __builtin_memcpy(words, bytes, sizeof words);
  return {__builtin_bswap64(words[0]), __builtin_bswap64(words[1])};
}

RowValues to_row(const Request& request, const RowIds& ids, Bytes16& trace) {
  const Tokens& t = request.tokens;
  RowValues row;
  row.ts_ms = to_ms(request.ts);
  row.id = request.id;
  row.fields = {ids.batch,
                ids.series,
                request.status,
                static_cast<std::int64_t>(request.error),
                flags_of(request),
                request.latency_us,
                request.ttft_us.value_or(0),
                t.input,
                t.cache_read,
                t.cache_write_5m,
                t.cache_write_1h,
                t.output,
                t.reasoning,
                t.web_searches,
                ids.price,
                ids.version,
                ids.tags};
  if (request.cost) row.cost = *request.cost;
  row.user = request.user;
  row.trace = request.trace_id;
  if (pack_trace(request.trace_id, trace)) {
    row.trace = {trace.data(), trace.size()};
    row[Field::flags] |= kPackedTrace;
  }
  return row;
}

std::string_view unpack_trace(std::string_view bytes, std::array<char, 32>& hex) {
  for (std::size_t i = 0; i < 16 && i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    hex[2 * i] = kHex[byte >> 4];
    hex[2 * i + 1] = kHex[byte & 15];
  }
  return {hex.data(), hex.size()};
}

void to_request(const RowValues& row, Names& names, StoredRequest& out) {
  names.trim();
  Request& r = out.request;
  r.ts = instant_from_ms(row.ts_ms);
  r.id = row.id;
  out.series = row[Field::series];
  const SeriesName& s = names.series(out.series);
  r.series = {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier, s.region};
  r.status = static_cast<int>(row[Field::status]);
  r.error = static_cast<ErrorClass>(row[Field::error]);
  r.final = row.has(kFinal);
  r.retracted = row.has(kRetracted);
  r.latency_us = row[Field::latency_us];
  r.ttft_us.reset();
  if (row.has(kHasTtft)) r.ttft_us = row[Field::ttft_us];
  r.tokens = {row[Field::input_tokens],          row[Field::cache_read_tokens],
              row[Field::cache_write_5m_tokens], row[Field::cache_write_1h_tokens],
              row[Field::output_tokens],         row[Field::reasoning_tokens],
              row[Field::web_searches]};
  r.cost.reset();
  if (row.has(kPriced)) r.cost = row.cost;
  r.price_id = names.label(row[Field::price]);
  r.user = row.user;
  r.trace_id = row.has(kPackedTrace) ? unpack_trace(row.trace, out.trace) : row.trace;
  r.version = names.label(row[Field::version]);
  r.tags = names.label(row[Field::tags]);
}

}  // namespace shiptally::store
