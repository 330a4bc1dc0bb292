#include "daemon/store/requests/chunk.h"

#include <algorithm>
#include <tuple>

#include "schema/base/hash.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kChecksumBytes = 8;

/// Which count a class of cost is paid by; a column of its own product (see packed_product.h).
constexpr std::array<Field, kTokenClasses> kPaidBy = {
    Field::input_tokens,          Field::cache_read_tokens, Field::cache_write_5m_tokens,
    Field::cache_write_1h_tokens, Field::output_tokens,     Field::web_searches};

void seal(std::string& bytes) {
  bytes.append(kPadding, '\0');
  const std::uint64_t sum = checksum(bytes);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
}

/// What seal() closed, without its checksum; none when it does not agree.
std::optional<std::string_view> unsealed(std::string_view bytes) {
  if (bytes.size() < kPadding + kChecksumBytes) return std::nullopt;
  const std::string_view content = bytes.substr(0, bytes.size() - kChecksumBytes);
  std::uint64_t sum = 0;
  __builtin_memcpy(&sum, bytes.data() + content.size(), sizeof sum);
  if (sum != checksum(content)) return std::nullopt;
  return content.substr(0, content.size() - kPadding);
}

}  // namespace

std::shared_ptr<const ChunkKeys> ChunkKeys::open(std::string_view bytes, std::size_t rows) {
  auto keys = std::make_shared<ChunkKeys>();
  keys->bytes_ = bytes;
  keys->rows_ = rows;
  auto rest = unsealed(keys->bytes_);
  if (!rest || !PackedColumn::take(*rest, rows, keys->ts_) || rest->size() != rows * sizeof(Bytes16))
    return nullptr;
  keys->ids_ = rest->data();
  return keys;
}

std::optional<std::size_t> ChunkKeys::find(std::int64_t ts_ms, RequestId id, std::size_t& from) const {
  const auto is_before = [&](std::size_t row) {
    const std::int64_t t = this->ts_ms(row);
    return t != ts_ms ? t < ts_ms : this->id(row) < id;
  };
  // Steps that double, then halves: near is cheap, far costs no more than a search of all.
  std::size_t low = from, step = 1;
  while (low + step <= rows_ && is_before(low + step - 1)) {
    low += step;
    step *= 2;
  }
  std::size_t high = std::min(low + step - 1, rows_);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (is_before(middle))
      low = middle + 1;
    else
      high = middle;
  }
  from = low;
  std::optional<std::size_t> found;
  for (; low < rows_ && this->ts_ms(low) == ts_ms && this->id(low) == id; ++low) found = low;
  return found;
}

std::shared_ptr<const ChunkBody> ChunkBody::open(std::string_view bytes, std::size_t rows) {
  auto body = std::make_shared<ChunkBody>();
  body->bytes_ = bytes;
  const auto content = unsealed(body->bytes_);
  if (!content || !body->parse(*content, rows)) return nullptr;
  return body;
}

bool ChunkBody::parse(std::string_view bytes, std::size_t rows) {
  for (PackedColumn& column : columns_)
    if (!PackedColumn::take(bytes, rows, column)) return false;
  for (PackedProduct& cost : costs_)
    if (!PackedProduct::take(bytes, rows, cost)) return false;
  std::uint64_t has_high_costs = 0;
  if (!take_varint(bytes, has_high_costs)) return false;
  has_high_costs_ = has_high_costs != 0;
  for (PackedColumn& high : high_costs_)
    if (has_high_costs_ && !PackedColumn::take(bytes, rows, high)) return false;
  return PackedTexts::take(bytes, rows, users_) && PackedTexts::take(bytes, rows, traces_);
}

void ChunkBody::read(std::size_t row, RowValues& out) const {
  for (std::size_t i = 0; i < kFields; ++i) out.fields[i] = columns_[i][row];
  for (std::size_t i = 0; i < kTokenClasses; ++i) {
    const std::int64_t low = costs_[i].value(row, out[kPaidBy[i]]);
    const std::int64_t high = has_high_costs_ ? high_costs_[i][row] : 0;
    out.cost[i] = Money::from_pico(Int128{high} << 64 | static_cast<std::uint64_t>(low));
  }
  out.user = users_[row];
  out.trace = traces_[row];
}

void ChunkBuilder::add(const RowValues& row) {
  ts_.push_back(row.ts_ms);
  ids_.push_back(to_bytes(row.id));
  for (std::size_t i = 0; i < kFields; ++i) columns_[i].push_back(row.fields[i]);
  for (std::size_t i = 0; i < kTokenClasses; ++i) {
    const Int128 pico = row.cost[i].pico();
    costs_[i].push_back(static_cast<std::int64_t>(pico));
    high_costs_[i].push_back(static_cast<std::int64_t>(pico >> 64));
    has_high_costs_ |= high_costs_[i].back() != 0;
  }
  users_.push_back(row.user);
  traces_.push_back(row.trace);
}

void ChunkBuilder::pack_keys(PackedChunk& out) const {
  PackedColumn::append(ts_, out.keys);
  out.keys.append(reinterpret_cast<const char*>(ids_.data()), ids_.size() * sizeof(Bytes16));
  seal(out.keys);
}

void ChunkBuilder::pack_body(PackedChunk& out) const {
  for (const auto& column : columns_) PackedColumn::append(column, out.body);
  for (std::size_t i = 0; i < kTokenClasses; ++i)
    PackedProduct::append(costs_[i], columns_[static_cast<std::size_t>(kPaidBy[i])], out.body);
  put_varint(out.body, has_high_costs_ ? 1 : 0);
  for (const auto& high : high_costs_)
    if (has_high_costs_) PackedColumn::append(high, out.body);
  PackedTexts::append(users_, out.body);
  PackedTexts::append(traces_, out.body);
  seal(out.body);
}

PackedChunk ChunkBuilder::pack() {
  PackedChunk out;
  out.first_ms = ts_.front();
  out.last_ms = ts_.back();
  const auto& batches = columns_[static_cast<std::size_t>(Field::batch)];
  out.first_batch = *std::min_element(batches.begin(), batches.end());
  out.rows = size();
  constexpr std::size_t kRowBytes = 64;  // a guess that saves growing
  out.keys.reserve(size() * sizeof(Bytes16) * 2);
  out.body.reserve(size() * kRowBytes);
  pack_keys(out);
  pack_body(out);
  clear();
  return out;
}

void ChunkBuilder::clear() {
  ts_.clear();
  ids_.clear();
  for (auto& column : columns_) column.clear();
  for (auto& column : costs_) column.clear();
  for (auto& column : high_costs_) column.clear();
  has_high_costs_ = false;
  users_.clear();
  traces_.clear();
}

}  // namespace shiptally::store
