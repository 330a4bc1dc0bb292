#include "daemon/store/request_columns.h"

#include <bit>

#include "daemon/store/money_column.h"

namespace shiptally::store {
namespace {

constexpr std::int64_t kFinal = 1, kRetracted = 2;  // bits of `flags`
constexpr int kFirstCost = 16;                      // column

constexpr char kHex[] = "0123456789abcdef";

/// Value of each hex digit in lower case, 16 for every other character.
constexpr auto kDigits = [] {
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
    const int high = kDigits[static_cast<std::uint8_t>(hex[2 * i])];
    const int low = kDigits[static_cast<std::uint8_t>(hex[2 * i + 1])];
    seen |= high | low;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return seen < 16;
}

std::string_view unpack_trace(std::string_view bytes, std::array<char, 32>& hex) {
  for (std::size_t i = 0; i < 16 && i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    hex[2 * i] = kHex[byte >> 4];
    hex[2 * i + 1] = kHex[byte & 15];
  }
  return {hex.data(), hex.size()};
}

std::string_view view(const Bytes16& bytes) { return {bytes.data(), bytes.size()}; }

void bind_id(Statement& statement, int parameter, std::int64_t id) {
  id == 0 ? statement.null(parameter) : statement.integer(parameter, id);
}

void bind_texts(Statement& statement, const Request& row, const RowIds& ids, RowBytes& bytes) {
  bind_id(statement, 23, ids.price);
  row.user.empty() ? statement.null(24) : statement.blob(24, row.user);
  if (row.trace_id.empty())
    statement.null(25);
  else if (pack_trace(row.trace_id, bytes.trace))
    statement.blob(25, view(bytes.trace));
  else
    statement.text(25, row.trace_id);
  bind_id(statement, 26, ids.version);
  bind_id(statement, 27, ids.tags);
}

}  // namespace

Bytes16 to_bytes(RequestId id) {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t words[] = {__builtin_bswap64(id.high), __builtin_bswap64(id.low)};
  return std::bit_cast<Bytes16>(words);
}

RequestId to_request_id(std::string_view bytes) {
  RequestId id;
  for (std::size_t i = 0; i < 8 && bytes.size() == 16; ++i) {
    id.high = id.high << 8 | static_cast<std::uint8_t>(bytes[i]);
    id.low = id.low << 8 | static_cast<std::uint8_t>(bytes[8 + i]);
  }
  return id;
}

void bind_request(Statement& statement, const Request& row, const RowIds& ids, RowBytes& bytes) {
  bytes.id = to_bytes(row.id);
  statement.integer(1, to_ms(row.ts));
  statement.blob(2, view(bytes.id));
  statement.integer(3, ids.batch);
  bind_id(statement, 4, ids.series);
  statement.integer(5, row.status);
  statement.integer(6, static_cast<int>(row.error));
  statement.integer(7, (row.final ? kFinal : 0) | (row.retracted ? kRetracted : 0));
  statement.integer(8, row.latency_us);
  row.ttft_us ? statement.integer(9, *row.ttft_us) : statement.null(9);
  statement.integer(10, row.tokens.input);
  statement.integer(11, row.tokens.cache_read);
  statement.integer(12, row.tokens.cache_write_5m);
  statement.integer(13, row.tokens.cache_write_1h);
  statement.integer(14, row.tokens.output);
  statement.integer(15, row.tokens.reasoning);
  statement.integer(16, row.tokens.web_searches);
  for (int i = 0; i < static_cast<int>(kTokenClasses); ++i)
    row.cost ? bind_money(statement, kFirstCost + 1 + i, (*row.cost)[static_cast<std::size_t>(i)])
             : statement.null(kFirstCost + 1 + i);
  bind_texts(statement, row, ids, bytes);
}

void read_request(const Statement& statement, Names& names, StoredRequest& out) {
  names.trim();
  Request& row = out.request;
  row.ts = instant_from_ms(statement.integer_at(0));
  row.id = to_request_id(statement.blob_at(1));
  out.batch = statement.integer_at(2);
  out.series = statement.integer_at(3);
  const SeriesName& s = names.series(out.series);
  row.series = {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier, s.region};
  row.status = static_cast<int>(statement.integer_at(4));
  row.error = static_cast<ErrorClass>(statement.integer_at(5));
  row.final = statement.integer_at(6) & kFinal;
  row.retracted = statement.integer_at(6) & kRetracted;
  row.latency_us = statement.integer_at(7);
  row.ttft_us.reset();
  if (!statement.null_at(8)) row.ttft_us = statement.integer_at(8);
  row.tokens = {statement.integer_at(9),  statement.integer_at(10), statement.integer_at(11),
                statement.integer_at(12), statement.integer_at(13), statement.integer_at(14),
                statement.integer_at(15)};
  row.cost.reset();
  if (!statement.null_at(kFirstCost)) {
    row.cost.emplace();
    for (int i = 0; i < static_cast<int>(kTokenClasses); ++i)
      (*row.cost)[static_cast<std::size_t>(i)] = money_at(statement, kFirstCost + i);
  }
  row.price_id = names.label(statement.integer_at(22));
  row.user = statement.blob_at(23);
  row.trace_id = statement.type_at(24) == SQLITE_BLOB ? unpack_trace(statement.blob_at(24), out.trace)
                                                      : statement.text_at(24);
  row.version = names.label(statement.integer_at(25));
  row.tags = names.label(statement.integer_at(26));
}

}  // namespace shiptally::store
